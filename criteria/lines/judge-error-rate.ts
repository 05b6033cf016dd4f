import { isTraceId } from '../../core/is-trace-id.ts';
import { errorKinds } from '../folds/load-record.ts';
import { binMs } from '../folds/windows.ts';
import { decide, inWords, type Judgement, spanInWords, unknown } from '../judgement.ts';
import { clopperPearson, trialsNeeded } from '../statistics/clopper-pearson.ts';
import { gatedByLoad } from './gated-by-load.ts';
import type { LineEvidence } from './line-evidence.ts';

const bound = { operator: '<', threshold: 0.1, unit: '%' } as const;

/** The share of requests that got no reply, 429, 5xx that is no refusal, or a reply that nobody recognises. */
export function judgeErrorRate(evidence: LineEvidence): Judgement | undefined {
  if (evidence.feeding('error-rate').length === 0) return undefined;
  const { latencies, failed, errors, binCount, failedId = '' } = evidence.requests('error-rate');
  const samples = latencies.length;
  if (samples === 0) return unknown('too few samples: no request in a measured phase', { ...bound, samples });
  const [low, high] = clopperPearson(failed, samples);
  const details = {
    ...Object.fromEntries(errorKinds.map((kind, index) => [kind, errors[index] ?? 0])),
    ...(isTraceId(failedId) ? { 'a failed trace': failedId } : {}),
  };
  const figures = {
    ...{ ...bound, samples, details },
    value: (100 * failed) / samples,
    interval: [100 * low, 100 * high] as const,
  };
  const judgement = decide(figures);
  if (judgement.status !== 'unknown') {
    // A generator without CPU lets requests run out of time, and a platform without it sheds some; neither answers 500.
    const [silent = 0, throttled = 0] = errors;
    return gatedByLoad(judgement, evidence.generator, silent * 2 > failed, (silent + throttled) * 2 > failed);
  }
  const needed = trialsNeeded(failed, bound.threshold / 100) - samples;
  if ((100 * failed) / samples >= bound.threshold) return judgement;
  const longer = spanInWords((needed / samples) * binCount * binMs);
  return unknown(
    `too few samples: ${inWords(needed)} more requests without an error would do, about ${longer}`,
    figures,
  );
}
