import { inverseIncompleteBeta } from './incomplete-beta.ts';

/** The quantile of Student's t: t² / (t² + ν) is beta-distributed with (1/2, ν/2). */
export function studentQuantile(share: number, degrees: number): number {
  if (share === 0.5) return 0;
  const x = inverseIncompleteBeta(Math.abs(2 * share - 1), 0.5, degrees / 2);
  return Math.sign(share - 0.5) * Math.sqrt((degrees * x) / Math.max(1e-300, 1 - x));
}

/** The 95th percentile of the standard normal distribution. */
export const z95 = 1.6448536269514722;
