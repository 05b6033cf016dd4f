import { autocovariances } from './block-length.ts';
import { z95 } from './student.ts';

export interface Slope {
  /** Change of the value per unit of time. */
  readonly value: number;
  /** The two one-sided 95 % bounds. */
  readonly interval: readonly [number, number];
  /** n / n*: how many samples in time are worth one independent sample. */
  readonly inflation: number;
}

const pointsMax = 400;

/**
 * The slope of Theil (1950) and Sen (JASA 63, 1968): the median of the slopes of all pairs, deaf to outliers, with
 * Sen's interval from Kendall's variance n(n-1)(2n+5)/18. That holds for independent samples; for samples in time it is
 * multiplied by 1 + 2 Σ (1 - k/n) ρᵏ (Yue and Wang 2004) with the first autocorrelation of the residuals, corrected
 * for its bias, (nρ + 1) / (n - 4). Uncorrected, two of five flat series that wander as AR(0.95) are called growing.
 * Long series are thinned to medians of 400 spans.
 */
export function theilSen(times: readonly number[], values: readonly number[]): Slope | undefined {
  const [x, y] = thinned(times, values);
  const n = x.length;
  if (n < 10) return undefined;
  const slopes: number[] = [];
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 1; j < n; j += 1) {
      const span = (x[j] as number) - (x[i] as number);
      if (span > 0) slopes.push(((y[j] as number) - (y[i] as number)) / span);
    }
  }
  const sorted = Float64Array.from(slopes).sort();
  if (sorted.length === 0) return undefined;
  const value = median(sorted);
  const inflation = inflationOf(y.map((each, at) => each - value * (x[at] as number)));
  const reach = z95 * Math.sqrt(((n * (n - 1) * (2 * n + 5)) / 18) * inflation);
  const at = (rank: number): number => {
    if (rank < 0) return Number.NEGATIVE_INFINITY;
    return rank >= sorted.length ? Number.POSITIVE_INFINITY : (sorted[rank] as number);
  };
  const low = Math.floor((sorted.length - reach) / 2);
  const high = Math.ceil((sorted.length + reach) / 2);
  return { value, interval: [at(low), at(high)], inflation };
}

function inflationOf(residuals: readonly number[]): number {
  const n = residuals.length;
  const [variance, first] = autocovariances(residuals, 1) as readonly [number, number];
  if (variance <= 0) return 1;
  const correlation = Math.min(0.99, (n * (first / variance) + 1) / (n - 4));
  let sum = 1;
  for (let lag = 1; lag < n; lag += 1) sum += 2 * (1 - lag / n) * Math.max(0, correlation) ** lag;
  return sum;
}

function thinned(times: readonly number[], values: readonly number[]): readonly [readonly number[], readonly number[]] {
  const width = Math.ceil(times.length / pointsMax);
  if (width <= 1) return [times, values];
  const [x, y]: [number[], number[]] = [[], []];
  for (let from = 0; from + width <= times.length; from += width) {
    x.push(median(Float64Array.from(times.slice(from, from + width)).sort()));
    y.push(median(Float64Array.from(values.slice(from, from + width)).sort()));
  }
  return [x, y];
}

function median(sorted: Float64Array): number {
  const middle = sorted.length >> 1;
  const upper = sorted[middle] as number;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] as number) + upper) / 2;
}
