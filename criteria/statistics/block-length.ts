/**
 * Automatic block length for the circular block bootstrap: Politis and White (Econometric Reviews 23, 2004) with the
 * correction of Patton, Politis and White (28, 2009). The flat-top window ends where the correlogram first stays
 * insignificant for K lags.
 * @returns a length in entries of the series, at least 1, at most a third of it
 */
export function blockLength(series: readonly number[]): number {
  const n = series.length;
  if (n < 8) return 1;
  const lagMax = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + Math.max(5, Math.ceil(Math.sqrt(Math.log10(n)))));
  const covariances = autocovariances(series, lagMax);
  const variance = covariances[0] as number;
  if (variance <= 0) return 1;
  const lags = significantLags(covariances, n);
  const window = Math.min(2 * lags, lagMax);
  let spectrum = variance;
  let bend = 0;
  for (let lag = 1; lag <= window; lag += 1) {
    const weight = flatTop(lag / window) * (covariances[lag] as number);
    spectrum += 2 * weight;
    bend += 2 * lag * weight;
  }
  const spread = (4 / 3) * spectrum * spectrum;
  if (spread <= 0) return 1;
  const length = Math.cbrt((2 * bend * bend * n) / spread);
  return Math.max(1, Math.min(Math.ceil(length), Math.ceil(Math.min(3 * Math.sqrt(n), n / 3))));
}

/** Lags behind which K correlations in a row are within 2 sqrt(log10 n / n) of zero. */
function significantLags(covariances: readonly number[], n: number): number {
  const inARow = Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
  const band = 2 * Math.sqrt(Math.log10(n) / n);
  let quiet = 0;
  for (let lag = 1; lag < covariances.length; lag += 1) {
    const correlation = Math.abs((covariances[lag] as number) / (covariances[0] as number));
    quiet = correlation < band ? quiet + 1 : 0;
    if (quiet === inARow) return Math.max(1, lag - inARow);
  }
  return covariances.length - 1;
}

function flatTop(t: number): number {
  return t <= 0.5 ? 1 : 2 * (1 - t);
}

/** R(0) … R(lagMax), divided by n. */
export function autocovariances(series: readonly number[], lagMax: number): readonly number[] {
  const n = series.length;
  const mean = series.reduce((sum, value) => sum + value, 0) / n;
  const centred = series.map((value) => value - mean);
  return Array.from({ length: lagMax + 1 }, (_, lag) => {
    let sum = 0;
    for (let at = 0; at + lag < n; at += 1) sum += (centred[at] as number) * (centred[at + lag] as number);
    return sum / n;
  });
}
