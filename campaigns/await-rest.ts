import { setTimeout as sleep } from 'node:timers/promises';

const intervalMs = 100;
/** A pool that renews a connection holds one fewer for a moment; that is not where it rests. */
const heldMs = 300;

/**
 * Waits until the target's pools are at rest, which nobody may disturb meanwhile, and tells how many connections they
 * hold then: what a leak is told apart from. When a pool gives back what is idle is not known, so the only level that
 * is at rest at once is none at all. Any other is waited out for as long as a pool may take to give back: what is kept
 * for longer is kept for good.
 * @returns the lowest level that held; null where nobody can see connections, or when it was interrupted
 */
export async function awaitRest(
  connections: () => Promise<number | null>,
  options: { readonly deadlineMs: number; readonly clock: () => number; readonly signal: AbortSignal },
): Promise<number | null> {
  const { deadlineMs, clock, signal } = options;
  const startMs = clock();
  let level = Number.NaN;
  let sinceMs = startMs;
  let lowest: number | null = null;
  for (;;) {
    const open = await connections();
    if (open === null || signal.aborted) return null;
    const nowMs = clock();
    if (open !== level) [level, sinceMs] = [open, nowMs];
    if (nowMs - sinceMs >= heldMs) lowest = Math.min(lowest ?? open, open);
    if (lowest === 0 || nowMs - startMs >= deadlineMs) return lowest ?? open;
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
