import { type ProcessSample, platformRoles } from '../../core/resource-sample.ts';
import type { Bounds } from '../bounds.ts';
import { measuredWindows } from '../folds/windows.ts';
import { inWords, type Judgement, spanInWords, unknown } from '../judgement.ts';
import { theilSen } from '../statistics/theil-sen.ts';
import type { LineEvidence } from './line-evidence.ts';

const dayMs = 86_400_000;

/** Slopes below this share of the limit over the whole time are no growth that matters. */
const smallestShare = 0.02;

/** Where memory would stand after the days that a process is to live, at its slope's worse bound. */
export function judgeMemory(evidence: LineEvidence): Judgement | undefined {
  const { resources, bounds, loads, machineMemoryBytes } = evidence;
  const fed = evidence.feeding('memory');
  const isMeasured = measuredAt(fed.length === 0 ? loads : fed);
  const limit = resources.limits?.processMemoryBytes ?? machineMemoryBytes;
  let worst: { readonly judgement: Judgement; readonly share: number } | undefined;
  for (const [name, samples] of resources.processes) {
    if (!platformRoles.some((role) => role === samples[0]?.role)) continue;
    const measured = samples.filter(({ atMs }) => isMeasured(atMs));
    if (measured.length < 10) continue;
    const judgement = memoryOf(name, measured, { ...bounds, limit });
    const share = judgement.interval?.[1] ?? 0;
    const isWorse =
      worst === undefined ||
      rank(judgement) > rank(worst.judgement) ||
      (rank(judgement) === rank(worst.judgement) && share > worst.share);
    if (isWorse) worst = { judgement, share };
  }
  return worst?.judgement;
}

function rank({ status }: Judgement): number {
  return status === 'fail' ? 2 : status === 'unknown' ? 1 : 0;
}

function memoryOf(
  name: string,
  samples: readonly ProcessSample[],
  { limit, memoryDays: days, memoryMinutesMin: minutesMin, memoryAlarmMinutes }: Bounds & { readonly limit: number },
): Judgement {
  const first = samples[0] as ProcessSample;
  const last = samples[samples.length - 1] as ProcessSample;
  const spanMs = last.atMs - first.atMs;
  const slope = theilSen(
    samples.map(({ atMs }) => atMs - first.atMs),
    samples.map(({ rssBytes }) => rssBytes),
  );
  const bound = { operator: '<=' as const, threshold: 100, unit: '% of the limit', samples: samples.length };
  if (slope === undefined) return unknown('too few samples of memory', bound);
  const after = (bytesPerMs: number): number => rounded((100 * (last.rssBytes + bytesPerMs * days * dayMs)) / limit);
  const figures = {
    ...bound,
    value: after(slope.value),
    interval: [after(slope.interval[0]), after(slope.interval[1])] as const,
    details: { process: name, 'MB a day': rounded((slope.value * dayMs) / 1e6), 'limit MB': rounded(limit / 1e6) },
  };
  const grown = (bytesPerMs: number): number => (bytesPerMs * days * dayMs) / limit;
  if (spanMs < minutesMin * 60_000) {
    if (isFillingFast(samples, limit, memoryAlarmMinutes)) {
      const inMinutes = Math.ceil((limit - last.rssBytes) / slope.value / 60_000);
      return { status: 'fail', reason: `${name} would fill its limit in ${inMinutes} min, steadily`, ...figures };
    }
    const longer = spanInWords(minutesMin * 60_000 - spanMs);
    return unknown(`too few samples: ${inWords(spanMs / 60_000, 1)} min under load; ${longer} more would do`, figures);
  }
  if (figures.interval[1] <= 100 || grown(slope.interval[1]) < smallestShare) return { status: 'pass', ...figures };
  if (figures.interval[0] > 100) return { status: 'fail', reason: `${name} would fill its limit`, ...figures };
  return unknown('too close to call: the bounds of the slope lie on both sides of the threshold', figures);
}

/** Before that everything that has just begun grows. */
const alarmSpanMs = 90_000;

/**
 * Whether memory grows in each third of the time so fast that the limit is near, at its slope's better bound, and in
 * none of them half as fast as in another: what warms up grows ever more slowly, or in leaps.
 */
function isFillingFast(samples: readonly ProcessSample[], limit: number, minutes: number): boolean {
  const [first, last] = [samples[0] as ProcessSample, samples[samples.length - 1] as ProcessSample];
  const thirdMs = (last.atMs - first.atMs) / 3;
  if (3 * thirdMs < alarmSpanMs) return false;
  const fast = (limit - last.rssBytes) / (minutes * 60_000);
  const slopes = [0, 1, 2].map((third) => {
    const part = samples.filter(({ atMs }) => Math.min(2, Math.floor((atMs - first.atMs) / thirdMs)) === third);
    return theilSen(
      part.map(({ atMs }) => atMs - first.atMs),
      part.map(({ rssBytes }) => rssBytes),
    );
  });
  if (slopes.some((slope) => slope === undefined || slope.interval[0] < fast)) return false;
  const values = slopes.map((slope) => slope?.value ?? 0);
  return Math.min(...values) >= Math.max(...values) / 2;
}

/** Advice: the share of the target's cores that is in use in measured phases. */
export function judgeCpu({ resources, figures, bounds }: LineEvidence): Judgement | undefined {
  if (figures.targetCores === null) return undefined;
  const cores = resources.limits?.targetCores ?? figures.cores;
  if (cores === null) return unknown('nobody knows how many cores the target has');
  const value = rounded((100 * figures.targetCores) / cores);
  const shown = {
    ...{ value, operator: '<=' as const, threshold: bounds.cpuPercent, unit: '%' },
    samples: Math.round(figures.targetSeconds),
    details: { cores },
  };
  return value <= bounds.cpuPercent ? { status: 'pass', ...shown } : { status: 'fail', ...shown };
}

/** Whether a time lies in a measured phase of any load. */
export function measuredAt(loads: LineEvidence['loads']): (atMs: number) => boolean {
  const windows = loads.map((load) => measuredWindows(load));
  return (atMs) => windows.some((each) => each.binOf(atMs) !== -1);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
