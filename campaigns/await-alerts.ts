import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../environments/environment.ts';

const intervalMs = 1_000;
/** Rules look back over a minute or more, and are evaluated every quarter of one. */
const resolvedWithinMs = 180_000;

/** Waits until none of the target's own alerts is raised any more, or they had long enough for it. */
export async function awaitAlerts(
  alerts: NonNullable<Lab['alerts']>,
  { clock, signal }: { readonly clock: () => number; readonly signal: AbortSignal },
): Promise<void> {
  const deadlineMs = clock() + resolvedWithinMs;
  while (!signal.aborted && clock() < deadlineMs) {
    const rules = await alerts();
    if (rules?.every(({ state }) => state === 'inactive') !== false) return;
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
}
