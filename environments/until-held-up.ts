import { setTimeout as sleep } from 'node:timers/promises';
import { statFields } from './process-identity.ts';
import type { Child } from './workspace.ts';

const obeyMs = 5_000;

/**
 * Waits until SIGSTOP holds a process up, or SIGCONT no more. Where the kernel does not tell it is believed to obey.
 * @throws Error for one that does not
 */
export async function untilHeldUp(child: Child, wanted: boolean): Promise<void> {
  for (const sinceMs = performance.now(); performance.now() - sinceMs < obeyMs; await sleep(1)) {
    const state = statFields(child.pid)?.[0];
    if (state === undefined || (state === 'T') === wanted || child.end() !== undefined) return;
  }
  throw new Error(`${child.name} did not ${wanted ? 'stop' : 'go on'} within ${obeyMs} ms`);
}
