import { blockLength } from './block-length.ts';

/** How far the sum of a series in time would vary from run to run. */
export interface BlockVariance {
  /** Of the sum of the whole series. */
  readonly variance: number;
  /** Entries of the series in a block. */
  readonly blockLength: number;
  /** Blocks that the series holds: what the variance itself is estimated from. */
  readonly blocks: number;
}

/**
 * The variance that the circular block bootstrap (Politis and Romano 1992) gives a sum, in closed form: with blocks
 * drawn from all n starts alike, it needs no replicates and no random numbers. Blocks are half as long again as the
 * data asks for (`blockLength`), and the estimate is the lugsail combination 2·V(b) - V(b/3) where that is larger
 * (Vats and Flegal, Biometrika 109, 2022): plain block estimates are too small where correlation is long and the run
 * short. Seen to cover: tests/criteria/coverage.test.ts.
 */
export function blockVariance(series: readonly number[]): BlockVariance {
  const n = series.length;
  const longest = Math.max(1, Math.floor(n / 4));
  const length = Math.min(longest, Math.ceil(1.5 * blockLength(series)));
  const plain = circularBlockVariance(series, length);
  const short = circularBlockVariance(series, Math.max(1, Math.round(length / 3)));
  const lugsail = length < 3 ? plain : 2 * plain - short;
  return { variance: Math.max(plain, lugsail), blockLength: length, blocks: n / length };
}

/** n/b times the mean square of the sums of all n circular blocks of length b, less the mean's own part of it. */
export function circularBlockVariance(series: readonly number[], length: number): number {
  const n = series.length;
  if (length >= n) return 0;
  const mean = series.reduce((sum, value) => sum + value, 0) / n;
  let sum = 0;
  for (let at = 0; at < length; at += 1) sum += (series[at] as number) - mean;
  let squares = 0;
  for (let at = 0; at < n; at += 1) {
    squares += sum * sum;
    sum += (series[(at + length) % n] as number) - (series[at] as number);
  }
  return (squares / length) * (1 / (1 - length / n));
}
