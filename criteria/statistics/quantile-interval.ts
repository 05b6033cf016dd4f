import { type BlockVariance, blockVariance } from './block-variance.ts';
import { inverseIncompleteBeta } from './incomplete-beta.ts';
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
  /** In bins. */
  readonly blockLength: number;
  /** Independent samples that would tell as much. */
  readonly effective: number;
}

/**
 * A quantile with its two one-sided bounds, for samples that are correlated in time. A quantile moves when the share of
 * samples above it moves, so that share is bounded and turned back into values (Woodruff 1952): its variance comes from
 * blocks of time (`blockVariance`), which makes the samples worth n / deff independent ones, less for few blocks as
 * Student's t is wider than the normal, and with those the bounds are Clopper and Pearson's (Korn and Graubard, Survey
 * Methodology 24, 1998). A run that happened to be quiet shows too few samples above the quantile to tell how they
 * cluster, so the tail of twice the size is asked, too, and the worse answer counts. Costs one sort; a bound is +∞
 * where failures reach it, or where there are too few samples for one.
 */
export function quantileInterval(samples: BinnedSamples, share: number, confidence = 0.95): Interval {
  const sorted = samples.sorted ?? Float64Array.from(samples.values).sort();
  const count = sorted.length;
  const value = quantile(sorted, share);
  const above = 1 - share;
  const blocks = [above, Math.min(0.5, 2 * above)].map((tail) => tailBlocks(samples, sorted, tail));
  const effective = Math.min(...blocks.map((each) => effectiveSamples(count, each, confidence)));
  const blockLength = blocks[0]?.blockLength ?? 1;
  const [fewest, most] = sharesAround(above, effective, confidence);
  const low = sorted[Math.max(0, Math.ceil(count * (1 - most)) - 1)] as number;
  const highest = Math.ceil(count * (1 - fewest));
  const high = fewest <= 0 || highest >= count ? Number.POSITIVE_INFINITY : (sorted[highest] as number);
  return { value, interval: [Math.min(low, value), Math.max(high, value)], blockLength, effective };
}

interface TailBlocks extends BlockVariance {
  readonly tail: number;
}

/** How much the number of samples in the upper tail varies, from blocks of time. */
function tailBlocks(samples: BinnedSamples, sorted: Float64Array, tail: number): TailBlocks {
  return { ...blockVariance(exceedances(samples, quantile(sorted, 1 - tail), tail)), tail };
}

function effectiveSamples(count: number, { variance, blocks, tail }: TailBlocks, confidence: number): number {
  const designEffect = Math.max(1, variance / (count * tail * (1 - tail)));
  const widening = studentQuantile(confidence, Math.max(1, blocks - 1)) / studentQuantile(confidence, 1e6);
  return count / designEffect / (widening * widening);
}

/** Samples of each bin above the value, less what should be there. */
function exceedances({ values, bins, binCount }: BinnedSamples, value: number, above: number): readonly number[] {
  const series = new Array<number>(binCount).fill(0);
  for (let index = 0; index < values.length; index += 1) {
    const bin = bins[index] as number;
    series[bin] = (series[bin] as number) + ((values[index] as number) > value ? 1 - above : -above);
  }
  return series;
}

/**
 * The smallest and the largest share that may be seen among `effective` independent samples while the true share is
 * `above`: where Clopper and Pearson's bounds of the seen share just reach it. A smallest share of 0: none may be seen.
 */
function sharesAround(above: number, effective: number, confidence: number): readonly [number, number] {
  const upper = (seen: number): number =>
    inverseIncompleteBeta(confidence, seen * effective + 1, Math.max(1e-9, effective * (1 - seen)));
  const lower = (seen: number): number =>
    seen <= 0 ? 0 : inverseIncompleteBeta(1 - confidence, seen * effective, effective * (1 - seen) + 1);
  const fewest = upper(0) >= above ? 0 : crossing(0, above, (seen) => upper(seen) >= above);
  return [fewest, crossing(above, 1, (seen) => lower(seen) > above)];
}

/** Where a condition that is false at `from` becomes true, by bisection. */
function crossing(from: number, to: number, isReached: (at: number) => boolean): number {
  let [low, high] = [from, to];
  for (let round = 0; round < 30; round += 1) {
    const middle = (low + high) / 2;
    if (isReached(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/**
 * A ratio of sums over bins, such as a mean (Σ sums / Σ counts), with its two one-sided bounds: linearised, its
 * variance from blocks of time, Student's t for the number of blocks.
 */
export function ratioInterval(sums: readonly number[], counts: readonly number[], confidence = 0.95): Interval {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const value = sums.reduce((sum, each) => sum + each, 0) / total;
  const { variance, blockLength, blocks } = blockVariance(sums.map((sum, bin) => sum - value * (counts[bin] ?? 0)));
  const t = studentQuantile(confidence, Math.max(1, blocks - 1));
  const reach = blocks < 2 ? Number.POSITIVE_INFINITY : (t * Math.sqrt(variance)) / total;
  return { value, interval: [value - reach, value + reach], blockLength, effective: total * (z95 / t) ** 2 };
}
