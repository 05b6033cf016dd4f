import exec from 'k6/execution';

/**
 * ms since the source's origin. k6 has no `performance.now`, and `Date.now` has whole ms, rounded down; the test's own
 * duration has fractions. Their difference is the test's start, less what was rounded off: the largest is the truest.
 */
export function openClock(originMs: number): () => number {
  let startMs = Number.NEGATIVE_INFINITY;
  return () => {
    const runMs = exec.instance.currentTestRunDuration;
    startMs = Math.max(startMs, Date.now() - originMs - runMs);
    return startMs + runMs;
  };
}
