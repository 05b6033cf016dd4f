import exec from 'k6/execution';

/** More than this is no rounding but a wall clock that was set, which the harness sees and names. */
const roundedOffMs = 2;

/**
 * ms since the source's origin. k6 has no `performance.now`, and `Date.now` has whole ms, rounded down; the test's own
 * duration has fractions. Their difference is the test's start, less what was rounded off: the largest is the truest.
 */
export function openClock(originMs: number): () => number {
  let startMs: number | undefined;
  return () => {
    const runMs = exec.instance.currentTestRunDuration;
    const seenMs = Date.now() - originMs - runMs;
    if (startMs === undefined || (seenMs > startMs && seenMs < startMs + roundedOffMs)) startMs = seenMs;
    return startMs + runMs;
  };
}
