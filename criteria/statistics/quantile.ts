/**
 * The smallest value that at least `share` of all values do not exceed (inverse of the empirical distribution, type 1
 * of Hyndman and Fan 1996): always a value that was seen, and safe with values of +∞.
 * @param sorted in ascending order
 */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const count = sorted.length;
  if (count === 0) return Number.NaN;
  const at = Math.ceil(share * count - 1e-9) - 1;
  return sorted[Math.min(count - 1, Math.max(0, at))] as number;
}
