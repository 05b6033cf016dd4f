import { openJourneys, perSecond } from '../folds/open-journeys.ts';
import { measuredWindows } from '../folds/windows.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/**
 * Whether 1,000 users were there at once: open journeys and requests in every measured second, counted from the
 * history. With fewer, nothing is said about 1,000 users; with as many, latency and errors under them decide.
 */
export function judgeConcurrency(
  { loads, bounds, generator }: LineEvidence,
  statusOf: (criterion: string) => Judgement['status'] | undefined,
): Judgement | undefined {
  const aiming = loads.filter(({ record }) => record.plan.users > 0);
  if (aiming.length === 0) return undefined;
  const held = aiming.map(heldBy).filter(({ seconds }) => seconds > 0);
  const best = held.sort((a, b) => b.open - a.open)[0];
  const bound = { operator: '>=', threshold: bounds.concurrentUsers, unit: 'open journeys' } as const;
  if (best === undefined) return unknown('not measured: no measured phase', bound);
  const details = { 'fewest requests in a second': best.requests, 'measured seconds': best.seconds };
  const figures = { ...bound, value: best.open, samples: best.seconds, details };
  if (best.open < bounds.concurrentUsers || best.requests < bounds.requestsPerSecond) {
    const seen = `${inWords(best.open)} open journeys and ${inWords(best.requests)} requests in the weakest second`;
    const asked = `${inWords(bounds.concurrentUsers)} and ${inWords(bounds.requestsPerSecond)} are asked for`;
    return unknown(`the load was smaller: ${seen}, ${asked}`, figures);
  }
  if (generator.status === 'short') return unknown(`the load was not reached: ${generator.reason ?? ''}`, figures);
  const open = ['api-latency', 'error-rate'].filter((id) => statusOf(id) !== 'pass');
  if (open.length > 0) return unknown(`${open.join(' and ')} did not pass under it`, figures);
  return { status: 'pass', ...figures };
}

function heldBy(load: LineEvidence['loads'][number]) {
  let [open, requests, seconds] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const { fromMs, toMs } of measuredWindows(load).windows) {
    // A last second that is not whole would show too few requests.
    const whole = Math.floor((toMs - fromMs) / 1000);
    if (whole === 0) continue;
    seconds += whole;
    open = Math.min(open, ...openJourneys(load.record.journeys, fromMs, whole));
    requests = Math.min(requests, ...perSecond(load.record.requests.startMs, fromMs, whole));
  }
  return { open, requests, seconds };
}
