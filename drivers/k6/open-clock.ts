import exec from 'k6/execution';
import { anchoredClock } from '../anchored-clock.ts';

/** ms since the source's origin. k6 has no `performance.now`; the test's own duration has the fractions of a ms. */
export function openClock(originMs: number): () => number {
  // Known in an iteration only, and made anew, with all that it tells, at each look at `exec.instance`.
  let instance: typeof exec.instance | undefined;
  const runMs = (): number => {
    instance ??= exec.instance;
    return instance.currentTestRunDuration;
  };
  return anchoredClock({ wallMs: Date.now, runMs }, originMs);
}
