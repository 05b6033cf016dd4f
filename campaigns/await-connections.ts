import { setTimeout as sleep } from 'node:timers/promises';

const intervalMs = 250;

export interface ConnectionsReturned {
  /** At rest before the load: what `awaitRest` found. */
  readonly before: number;
  readonly after: number;
  readonly waitedMs: number;
}

/** Waits until the target holds no more connections than at rest before the load, or the deadline is over. */
export async function awaitConnections(
  connections: () => Promise<number | null>,
  options: {
    readonly before: number;
    readonly deadlineMs: number;
    readonly clock: () => number;
    readonly signal: AbortSignal;
  },
): Promise<ConnectionsReturned | null> {
  const { before, deadlineMs, clock, signal } = options;
  const startMs = clock();
  for (;;) {
    const after = await connections();
    const waitedMs = Math.round(clock() - startMs);
    if (after === null) return null;
    if (after <= before || waitedMs >= deadlineMs || signal.aborted) return { before, after, waitedMs };
    await sleep(intervalMs);
  }
}
