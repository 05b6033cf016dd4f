import type { Random } from '../../core/random.ts';
import type { BinnedSamples } from '../../criteria/statistics/quantile-interval.ts';

/** Box and Muller's transform. */
export function normal(draw: Random): number {
  return Math.sqrt(-2 * Math.log(1 - draw.next())) * Math.cos(2 * Math.PI * draw.next());
}

/** AR(1), stationary, with unit innovations. */
export function wandering(draw: Random, length: number, correlation: number): number[] {
  const values: number[] = [];
  let value = normal(draw) / Math.sqrt(1 - correlation ** 2);
  for (let at = 0; at < length; at += 1) {
    values.push(value);
    value = correlation * value + normal(draw);
  }
  return values;
}

const stepMs = 50;
const [common, own] = [0.4, 0.5];

/** The true 95th percentile of `correlatedLatencies`, in ms: log-normal with μ = 3 and σ² = 0.4² + 0.5². */
export const trueP95Ms = Math.exp(3 + 1.6448536269514722 * Math.sqrt(common ** 2 + own ** 2));

/** Latencies of a platform whose mood lasts: log-normal, with a common part that is correlated over `memorySeconds`. */
export function correlatedLatencies(
  draw: Random,
  {
    seconds,
    perSecond,
    memorySeconds,
  }: { readonly seconds: number; readonly perSecond: number; readonly memorySeconds: number },
): BinnedSamples {
  const correlation = Math.exp(-stepMs / (memorySeconds * 1000));
  const values: number[] = [];
  const bins: number[] = [];
  let mood = normal(draw);
  let due = 0;
  for (let atMs = 0; atMs < seconds * 1000; atMs += stepMs) {
    mood = correlation * mood + Math.sqrt(1 - correlation ** 2) * normal(draw);
    for (due += (perSecond * stepMs) / 1000; due >= 1; due -= 1) {
      values.push(Math.exp(3 + common * mood + own * normal(draw)));
      bins.push(Math.floor(atMs / 1000));
    }
  }
  return { values: Float64Array.from(values), bins: Uint32Array.from(bins), binCount: seconds };
}

/** Seconds of a hundred requests of 10 to 29 ms each, but for those of which `slowMs` tells what the nth takes. */
export function secondsOf(slowMs: ReadonlyMap<number, (n: number) => number>, seconds: number): BinnedSamples {
  const perSecond = 100;
  const bins = Uint32Array.from({ length: seconds * perSecond }, (_, index) => Math.floor(index / perSecond));
  const calm = (n: number): number => 10 + (n % 20);
  const values = Float64Array.from(bins, (bin, index) => (slowMs.get(bin) ?? calm)(index % perSecond));
  return { values, bins, binCount: seconds };
}
