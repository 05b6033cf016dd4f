import { type CapacityFound, capacityInWords, firstSaturated } from '../capacity-in-words.ts';
import { decide, inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/**
 * The capacity over the forecast peak, both in requests a second. A generator that had nothing left first, or whose
 * share of the machine would have been enough, convicts nobody.
 */
export function judgeHeadroom({ timeline, bounds }: LineEvidence): Judgement | undefined {
  const found = foundIn(timeline);
  if (found === undefined) return undefined;
  const { holdsPerSecond, requestsPerSecond, intervalPerSecond, steps } = found;
  const bound = { operator: '>=' as const, threshold: bounds.headroom, unit: 'times the forecast peak' };
  const samples = steps.length;
  const first = firstSaturated(found);
  if (holdsPerSecond === 0) return unknown('the search found no rate that holds, so no figure either', bound);
  if (intervalPerSecond === undefined) return unknown('the capacity was recorded without its interval', bound);
  const times = (journeysPerSecond: number): number =>
    (journeysPerSecond * requestsPerSecond) / holdsPerSecond / bounds.forecastPeakPerSecond;
  const [low, high] = intervalPerSecond;
  const judgement = decide({
    ...{ ...bound, samples, value: times(holdsPerSecond) },
    interval: [times(low), high === null ? Number.POSITIVE_INFINITY : times(high)],
    details: {
      'capacity in requests a second': Math.round(requestsPerSecond),
      'capacity in journeys a second': Math.round(holdsPerSecond * 10) / 10,
      'forecast peak in requests a second': bounds.forecastPeakPerSecond,
      ...(first?.saturated === undefined ? {} : { 'had nothing left first': first.saturated }),
    },
  });
  if (judgement.status !== 'fail') return judgement;
  if (first?.saturated === 'generator') return { ...judgement, status: 'unknown', reason: generatorFirst(found) };
  const share = Math.min(0.99, first?.generatorShare ?? 0);
  if (times(high ?? Number.POSITIVE_INFINITY) / (1 - share) >= bounds.headroom) {
    const percent = inWords(100 * share);
    const reason = `generator saturated: it used ${percent} % of the machine, which would have been enough headroom`;
    return { ...judgement, status: 'unknown', reason };
  }
  return {
    ...judgement,
    reason: `the capacity is too near the forecast peak of ${bounds.forecastPeakPerSecond} requests/s`,
  };
}

/** Whether it was found where the platform bends, whether it lives through that, and is itself again afterwards. */
export function judgeStress({ timeline }: LineEvidence): Judgement | undefined {
  const found = foundIn(timeline);
  if (found === undefined) return undefined;
  const { holdsPerSecond, failsPerSecond, intervalPerSecond, recovered, steps } = found;
  const words = capacityInWords(found).join(' ');
  const figures = {
    ...{ samples: steps.length, unit: 'journeys a second', value: holdsPerSecond },
    ...(intervalPerSecond === undefined
      ? {}
      : { interval: [intervalPerSecond[0], intervalPerSecond[1] ?? Number.POSITIVE_INFINITY] as const }),
  };
  const died = diedUnder(timeline, found);
  if (firstSaturated(found)?.saturated === 'generator' && died === undefined)
    return unknown(generatorFirst(found), figures);
  if (died !== undefined) return { status: 'fail', reason: `${died} ended under the stress. ${words}`, ...figures };
  if (holdsPerSecond === 0) {
    const lowest = Math.min(...steps.map(({ ratePerSecond }) => ratePerSecond));
    const when = steps.some(({ held }) => held) ? 'after an overload ' : '';
    return {
      status: 'fail',
      reason: `${when}not even ${inWords(lowest, 1)} journeys a second hold. ${words}`,
      ...figures,
    };
  }
  if (failsPerSecond === null) return unknown(`it bent nowhere: ${words}`, figures);
  if (recovered === false) return { status: 'fail', reason: `it does not recover: ${words}`, ...figures };
  if (recovered !== true) return unknown('not measured: nobody asked whether it recovers', figures);
  const [low, high] = intervalPerSecond ?? [0, null];
  if (low === 0 || high === null) return unknown(`too few samples of where it bends: ${words}`, figures);
  return { status: 'pass', reason: words, ...figures };
}

function foundIn(timeline: LineEvidence['timeline']): CapacityFound | undefined {
  return timeline.find((event): event is CapacityFound => event.event === 'capacity-found');
}

function generatorFirst({ failsPerSecond }: CapacityFound): string {
  const rate = failsPerSecond === null ? 'the highest rate' : `${inWords(failsPerSecond, 1)} journeys a second`;
  return `generator saturated: at ${rate} it had nothing left before the platform did`;
}

/** A process of the target that ended on its own while the search went on. */
function diedUnder(timeline: LineEvidence['timeline'], found: CapacityFound): string | undefined {
  const fromMs = found.fromMs ?? found.atMs;
  for (const event of timeline) {
    if (event.event !== 'process-ended' || event.expected) continue;
    if (event.atMs >= fromMs && event.atMs <= found.atMs) return event.process;
  }
  return undefined;
}
