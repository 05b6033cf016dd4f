import { measuredWindows } from '../folds/windows.ts';
import { decide, inWords, type Judgement, spanInWords, unknown } from '../judgement.ts';
import { clopperPearson, trialsNeeded } from '../statistics/clopper-pearson.ts';
import { gatedByLoad } from './gated-by-load.ts';
import type { LineEvidence } from './line-evidence.ts';

const bound = { operator: '>', threshold: 99.9, unit: '%' } as const;

/** The share of steady probes, due in measured phases, that the platform answered. */
export function judgeUptime({ feeding, probes, generator }: LineEvidence): Judgement | undefined {
  const loads = feeding('uptime');
  if (loads.length === 0) return undefined;
  const windows = loads.map((load) => measuredWindows(load));
  const seconds = windows.reduce((sum, { binCount }) => sum + binCount, 0);
  let [answered, samples] = [0, 0];
  for (let index = 0; index < probes.dueMs.length; index += 1) {
    if (windows.every((each) => each.binOf(probes.dueMs[index] as number) === -1)) continue;
    samples += 1;
    if (probes.isAnswered[index]) answered += 1;
  }
  if (samples === 0) return unknown('not measured: no probe in a measured phase', { ...bound, samples });
  const [low, high] = clopperPearson(answered, samples);
  const figures = {
    ...{ ...bound, samples },
    value: (100 * answered) / samples,
    interval: [100 * low, 100 * high] as const,
  };
  const judgement = decide(figures);
  if (judgement.status === 'pass') return judgement;
  // A platform that gets no CPU does not answer.
  if (judgement.status === 'fail') return gatedByLoad(judgement, generator, false);
  const failed = samples - answered;
  const needed = trialsNeeded(failed, 1 - bound.threshold / 100) - samples;
  const longer = spanInWords((needed * seconds * 1000) / samples);
  const seen = failed === 0 ? 'all probes were answered' : `${failed} of ${samples} probes were not answered`;
  return unknown(`too few samples: ${seen}; ${inWords(needed)} more that are would do, about ${longer} more`, figures);
}
