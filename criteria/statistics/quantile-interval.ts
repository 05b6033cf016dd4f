import { blockVariance } from './block-variance.ts';
import { incompleteBeta } from './incomplete-beta.ts';
import { quantile } from './quantile.ts';
import { studentQuantile, z95 } from './student.ts';

/** Samples that belong to bins of equal length in time; bins without samples count too. */
export interface BinnedSamples {
  /** +∞ for a failed request. */
  readonly values: Float64Array;
  /** The bin of each value. */
  readonly bins: Uint32Array;
  readonly binCount: number;
  /** The values in ascending order, where they are sorted already. */
  readonly sorted?: Float64Array;
}

export interface Interval {
  readonly value: number;
  /** The two one-sided bounds. */
  readonly interval: readonly [number, number];
}

/** Of each bound by itself. */
const confidence = 0.95;
/** How many times as small or as large as the quantile's own tail those are that are asked: from 1.05 to 30. */
const factors = Array.from({ length: 25 }, (_, round) => 1 + 0.05 * 1.3 ** round);
/** How samples cluster is asked in a tail that is this many times as large, too. */
const wider = 2;

/**
 * A quantile with its two one-sided bounds, for samples that are correlated in time: the nearest values that a test
 * rejects (Francisco and Fuller, Annals of Statistics 19, 1991). A value is rejected where, beyond doubt, another
 * share of samples lies above it than should. How much that share varies from run to run is told by blocks of time
 * (`blockVariance`), at that value and not at the quantile: seconds in which everything takes a little longer say
 * nothing of what takes ten times as long. They make the samples worth n / deff independent ones, less for few blocks
 * and few clusters as Student's t is wider than the normal, and with those the test is Clopper and Pearson's (Korn
 * and Graubard, Survey Methodology 24, 1998). A run that happened to be quiet shows too few samples in a tail to tell
 * how they cluster, so a tail twice as large is asked, too, and the worse answer counts. Costs one sort, and two
 * passes for each tail; a bound is +∞ where failures reach it, or where there are too few samples for one.
 */
export function quantileInterval(samples: BinnedSamples, share: number): Interval {
  const sorted = samples.sorted ?? Float64Array.from(samples.values).sort();
  const above = 1 - share;
  const value = quantile(sorted, share);
  const firstRejected = (
    tails: readonly number[],
    isIn: IsIn,
    isRejected: (tail: Tail) => boolean,
  ): number | undefined => {
    for (const size of tails) {
      const tail = tailOf(samples, sorted, size, isIn);
      if (tail.seen > 0 && isRejected(tail)) return tail.from;
    }
    return undefined;
  };
  // Many requests may have failed, and are alike: so many are at least as slow as that, and none is slower.
  const low = firstRejected(
    factors.map((factor) => above * factor).filter((size) => size <= 0.5),
    (each, from) => each >= from,
    ({ seen, effective }) => incompleteBeta(above, seen * effective, (1 - seen) * effective + 1) < 1 - confidence,
  );
  const high = firstRejected(
    factors.map((factor) => above / factor),
    (each, from) => each > from,
    ({ seen, effective }) => incompleteBeta(above, seen * effective + 1, (1 - seen) * effective) > confidence,
  );
  return { value, interval: [Math.min(low ?? 0, value), Math.max(high ?? Number.POSITIVE_INFINITY, value)] };
}

interface Tail {
  /** Where it begins. */
  readonly from: number;
  /** The share of samples that does. */
  readonly seen: number;
  /** Independent samples that would tell as much of it. */
  readonly effective: number;
}

type IsIn = (value: number, from: number) => boolean;

function tailOf(samples: BinnedSamples, sorted: Float64Array, size: number, isIn: IsIn): Tail {
  const from = quantile(sorted, 1 - size);
  const own = clusters(samples, from, isIn);
  const wide = clusters(samples, quantile(sorted, 1 - Math.min(0.5, wider * size)), isIn);
  return { from, seen: own.seen, effective: Math.min(own.effective, wide.effective) };
}

/** The share of samples in a tail, and what it is worth: from how they lie in time. */
function clusters({ values, bins, binCount }: BinnedSamples, from: number, isIn: IsIn): Omit<Tail, 'from'> {
  const all = new Array<number>(binCount).fill(0);
  const slow = new Array<number>(binCount).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const bin = bins[index] as number;
    all[bin] = (all[bin] as number) + 1;
    if (isIn(values[index] as number, from)) slow[bin] = (slow[bin] as number) + 1;
  }
  const sum = slow.reduce((total, count) => total + count, 0);
  const squares = slow.reduce((total, count) => total + count * count, 0);
  if (sum === 0) return { seen: 0, effective: 0 };
  const seen = sum / values.length;
  const { variance, blocks } = blockVariance(slow.map((count, bin) => count - seen * (all[bin] as number)));
  const designEffect = seen === 1 ? 1 : Math.max(1, variance / (sum * (1 - seen)));
  // As many bins as this, if they held equally many. One small cluster alone must not count as no knowledge at all.
  const alike = (sum * sum) / squares;
  const degrees = Math.max(2, Math.min(blocks, alike) - 1);
  const widening = studentQuantile(confidence, degrees) / z95;
  return { seen, effective: values.length / designEffect / (widening * widening) };
}

/**
 * A ratio of sums over bins, such as a mean (Σ sums / Σ counts), with its two one-sided bounds: linearised, its
 * variance from blocks of time, Student's t for the number of blocks.
 */
export function ratioInterval(sums: readonly number[], counts: readonly number[]): Interval {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const value = sums.reduce((sum, each) => sum + each, 0) / total;
  const { variance, blocks } = blockVariance(sums.map((sum, bin) => sum - value * (counts[bin] ?? 0)));
  const t = studentQuantile(confidence, Math.max(1, blocks - 1));
  const reach = blocks < 2 ? Number.POSITIVE_INFINITY : (t * Math.sqrt(variance)) / total;
  return { value, interval: [value - reach, value + reach] };
}
