import exec from 'k6/execution';

/**
 * ms since the source's origin. k6 has no `performance.now`, and `Date.now` has whole ms; the test's own duration has
 * fractions, so the wall clock is read once and the duration added.
 */
export function openClock(originMs: number): () => number {
  let startMs: number | undefined;
  return () => {
    const runMs = exec.instance.currentTestRunDuration;
    startMs ??= Date.now() - originMs - runMs;
    return startMs + runMs;
  };
}
