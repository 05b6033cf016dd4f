/** Two clocks of one process: the wall's in whole ms, rounded down, and one that runs steadily and has fractions. */
export interface Clocks {
  /** ms since 1970. */
  wallMs(): number;
  /** ms since an instant that nobody knows exactly. */
  runMs(): number;
}

/** More than this is no rounding but a wall clock that was set, which the harness sees and names. */
const roundedOffMs = 2;
const firstLooks = 20;

/**
 * ms since an instant of the wall's clock, with the fractions of the steady one. The difference of the two is that
 * one's own start, less what was rounded off, and less the time for which the process was held up between both looks,
 * since the wall's clock is read first: whatever is seen is too early, never too late, and the latest is the truest.
 * A clock whose first look is held up must not stay behind for good, so the first is the best of several.
 */
export function anchoredClock({ wallMs, runMs }: Clocks, originMs: number): () => number {
  let startMs: number | undefined;
  const look = (): { readonly seenMs: number; readonly atMs: number } => {
    const wall = wallMs();
    const atMs = runMs();
    return { seenMs: wall - originMs - atMs, atMs };
  };
  return () => {
    startMs ??= Math.max(...Array.from({ length: firstLooks }, () => look().seenMs));
    const { seenMs, atMs } = look();
    if (seenMs > startMs && seenMs < startMs + roundedOffMs) startMs = seenMs;
    return startMs + atMs;
  };
}
