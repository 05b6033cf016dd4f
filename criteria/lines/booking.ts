import type { Load } from '../folds/windows.ts';
import { binMs, measuredWindows } from '../folds/windows.ts';
import { decide, inWords, type Judgement, spanInWords, unknown } from '../judgement.ts';
import { clopperPearson, trialsNeeded } from '../statistics/clopper-pearson.ts';
import { ratioInterval } from '../statistics/quantile-interval.ts';
import { gatedByLoad } from './gated-by-load.ts';
import type { LineEvidence } from './line-evidence.ts';

/** Journeys whose goal is a booking and that ended, of themselves, in a measured phase. */
export function judgeBookingSuccess(evidence: LineEvidence): Judgement | undefined {
  const loads = evidence.feeding('booking-success');
  if (loads.length === 0) return undefined;
  const bound = { operator: '>', threshold: 95, unit: '%' } as const;
  let [booked, samples, bins] = [0, 0, 0];
  for (const load of loads) {
    const windows = measuredWindows(load);
    bins += windows.binCount;
    const { journeys } = load.record;
    for (let index = 0; index < journeys.endMs.length; index += 1) {
      const isCounted = journeys.isBooking[index] === true && journeys.outcome[index] !== 2;
      if (!isCounted || windows.binOf(journeys.endMs[index] as number) === -1) continue;
      samples += 1;
      if (journeys.outcome[index] === 0) booked += 1;
    }
  }
  if (samples === 0) {
    return unknown('too few samples: no journey that wants a booking ended in a measured phase', { ...bound, samples });
  }
  const [low, high] = clopperPearson(booked, samples);
  const figures = {
    ...{ ...bound, samples, details: { booked } },
    value: (100 * booked) / samples,
    interval: [100 * low, 100 * high] as const,
  };
  const judgement = decide(figures);
  if (judgement.status !== 'unknown') return gatedByLoad(judgement, evidence.generator, true);
  if (booked / samples <= bound.threshold / 100) return judgement;
  const needed = trialsNeeded(samples - booked, 1 - bound.threshold / 100) - samples;
  const longer = spanInWords((needed / samples) * bins * binMs);
  return unknown(`too few samples: ${inWords(needed)} more journeys that succeed would do, about ${longer}`, figures);
}

const samplesMin = 30;

/**
 * From a call's intended arrival to its confirmed booking, averaged; the caller's own share and the platform's apart.
 * Calls that were cut off at the end count with what they had waited. Where there are no calls, every journey whose
 * goal is a booking stands in for them.
 */
export function judgeBookingTime(evidence: LineEvidence): Judgement | undefined {
  const loads = evidence.feeding('booking-time');
  if (loads.length === 0) return undefined;
  const bound = { operator: '<', threshold: 3, unit: 'min' } as const;
  const isCalls = loads.some(({ record }) => record.plan.arrivals.some(({ journey }) => journey === 'voice-call'));
  const { sums, counts, paused, waited, cutOff } = durations(loads, isCalls);
  const samples = counts.reduce((sum, count) => sum + count, 0);
  if (samples < samplesMin) {
    return unknown(`too few samples: ${samples} calls, ${samplesMin - samples} more would do`, { ...bound, samples });
  }
  const { value, interval } = ratioInterval(sums, counts);
  const minutes = (ms: number): number => Math.round((ms / 60_000) * 1000) / 1000;
  const details = {
    "caller's own share, min": minutes(paused / samples),
    "platform's share, min": minutes(waited / samples),
    'cut off at the end': cutOff,
  };
  const judgement = decide({
    ...{ ...bound, samples, details },
    value: minutes(value),
    interval: [minutes(interval[0]), minutes(interval[1])],
  });
  return gatedByLoad(judgement, evidence.generator, true);
}

function durations(loads: readonly Load[], isCalls: boolean) {
  const [sums, counts]: [number[], number[]] = [[], []];
  let [paused, waited, cutOff, firstBin] = [0, 0, 0, 0];
  for (const load of loads) {
    const windows = measuredWindows(load, firstBin);
    const { journeys, nameOf } = load.record;
    for (let bin = firstBin; bin < windows.binCount; bin += 1) {
      sums.push(0);
      counts.push(0);
    }
    for (let index = 0; index < journeys.endMs.length; index += 1) {
      const outcome = journeys.outcome[index] as number;
      const isCall = nameOf(journeys.journey[index] as number) === 'voice-call';
      if (outcome === 1 || journeys.isBooking[index] !== true || (isCalls && !isCall)) continue;
      const endMs = journeys.endMs[index] as number;
      const bin = outcome === 2 ? lastBin(windows, journeys.startMs[index] as number, endMs) : windows.binOf(endMs);
      if (bin < 0) continue;
      sums[bin] = (sums[bin] as number) + Math.max(0, endMs - (journeys.dueMs[index] as number));
      counts[bin] = (counts[bin] as number) + 1;
      paused += journeys.pausedMs[index] as number;
      waited += journeys.waitedMs[index] as number;
      if (outcome === 2) cutOff += 1;
    }
    firstBin = windows.binCount;
  }
  return { sums, counts, paused, waited, cutOff };
}

/** A call that the end of the load cut off ends then or just behind it: it belongs to the last measured second. */
function lastBin(windows: ReturnType<typeof measuredWindows>, startMs: number, endMs: number): number {
  const last = windows.windows[windows.windows.length - 1];
  return last !== undefined && endMs >= last.fromMs && startMs < last.toMs ? windows.binCount - 1 : -1;
}
