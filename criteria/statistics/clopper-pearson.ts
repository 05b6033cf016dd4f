import { inverseIncompleteBeta } from './incomplete-beta.ts';

/**
 * The two one-sided bounds of a proportion (Clopper and Pearson, Biometrika 26, 1934): exact for independent trials,
 * never too narrow.
 * @param confidence of each side by itself
 */
export function clopperPearson(successes: number, trials: number, confidence = 0.95): readonly [number, number] {
  if (trials <= 0) return [0, 1];
  const missed = 1 - confidence;
  const low = successes === 0 ? 0 : inverseIncompleteBeta(missed, successes, trials - successes + 1);
  const high = successes === trials ? 1 : inverseIncompleteBeta(confidence, successes + 1, trials - successes);
  return [low, high];
}

/**
 * How many trials, with as few failures as were seen, would carry "the share of failures is below `bound`". Without a
 * failure it is ln(1 - confidence) / ln(1 - bound): 2,995 for 0.1 %.
 */
export function trialsNeeded(failures: number, bound: number, confidence = 0.95): number {
  let low = 1;
  let high = 1;
  const carries = (trials: number): boolean => clopperPearson(failures, trials, confidence)[1] < bound;
  while (!carries(high) && high < 1e12) [low, high] = [high, high * 2];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (carries(middle)) high = middle;
    else low = middle + 1;
  }
  return high;
}
