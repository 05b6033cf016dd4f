const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, m: 60_000, h: 3_600_000 };

/** `90s`, `5m`, `1h30m`, `500ms` as ms; undefined when it cannot be read, is negative, or is nothing at all. */
export function readDuration(text: string): number | undefined {
  const compact = text.trim().replaceAll(' ', '');
  if (!/^(\d+(\.\d+)?(ms|s|min|m|h))+$/.test(compact)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of compact.matchAll(/(\d+(?:\.\d+)?)(ms|s|min|m|h)/g)) {
    totalMs += Number(amount) * (unitMs[unit ?? ''] ?? Number.NaN);
  }
  return totalMs > 0 && Number.isFinite(totalMs) ? totalMs : undefined;
}
