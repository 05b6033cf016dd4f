import exec from 'k6/execution';
import { anchoredClock } from '../anchored-clock.ts';

/** ms since the source's origin. k6 has no `performance.now`; the test's own duration has the fractions of a ms. */
export function openClock(originMs: number): () => number {
  return anchoredClock({ wallMs: Date.now, runMs: () => exec.instance.currentTestRunDuration }, originMs);
}
