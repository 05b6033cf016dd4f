import { studentQuantile } from '../statistics/student.ts';

/** What one execution cost in the mean, on a table of this size. */
export interface CostSeen {
  readonly tableRows: number;
  readonly mean: number;
  /** Of the mean, and not of one execution. */
  readonly variance: number;
  /** Executions that were looked at. */
  readonly samples: number;
}

export interface Bounded {
  readonly value: number;
  readonly interval: readonly [number, number];
}

/**
 * The power of its table's size with which a cost grows, 1: in step, 0: not at all. The slope of least squares through
 * log(1 + cost) against log(size); what chance makes of each size goes into the slope's variance (delta method), with
 * the degrees of freedom of Welch (1947) and Satterthwaite (1946). Each size is the same statement, load and seed.
 * @param confidence of each of the two one-sided bounds, 0 to 1
 */
export function growthExponent(seen: readonly CostSeen[], confidence: number): Bounded {
  const sizes = seen.map(({ tableRows }) => Math.log(tableRows));
  const middle = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const spread = sizes.reduce((sum, size) => sum + (size - middle) ** 2, 0);
  const weights = sizes.map((size) => (size - middle) / spread);
  const value = seen.reduce((sum, { mean }, at) => sum + (weights[at] as number) * Math.log1p(mean), 0);
  const parts = seen.map(({ mean, variance, samples }, at) => ({
    variance: ((weights[at] as number) ** 2 * variance) / (1 + mean) ** 2,
    degrees: samples - 1,
  }));
  const total = parts.reduce((sum, { variance }) => sum + variance, 0);
  if (total === 0) return { value, interval: [value, value] };
  const degrees = total ** 2 / parts.reduce((sum, part) => sum + part.variance ** 2 / part.degrees, 0);
  const reach = studentQuantile(confidence, degrees) * Math.sqrt(total);
  return { value, interval: [value - reach, value + reach] };
}

/** The mean itself, with its bounds; never below nothing. */
export function boundedMean({ mean, variance, samples }: CostSeen, confidence: number): Bounded {
  const reach = variance === 0 ? 0 : studentQuantile(confidence, samples - 1) * Math.sqrt(variance);
  return { value: mean, interval: [Math.max(0, mean - reach), mean + reach] };
}
