import { setTimeout as sleep } from 'node:timers/promises';
import { patienceMs } from '../checkers/outgoing/open-requests.ts';
import type { LabProvider } from '../environments/environment.ts';

const intervalMs = 250;
/** A request that came as the last one before this began has been open for longer than anybody may wait by then. */
const extraMs = 1_000;

/**
 * Waits until each request to a provider of ours has an end. Who calls with a timeout is through with them at once;
 * whoever has none is given as long as a caller may wait, so that it shows.
 * @returns how many are still open; undefined where it cannot be asked, or was interrupted
 */
export async function awaitGivenUp(
  providers: readonly Pick<LabProvider, 'unanswered'>[],
  { clock, signal }: { readonly clock: () => number; readonly signal: AbortSignal },
): Promise<number | undefined> {
  const deadlineMs = clock() + patienceMs + extraMs;
  try {
    for (;;) {
      const open = await Promise.all(providers.map((provider) => provider.unanswered(signal)));
      const count = open.reduce((sum, some) => sum + some, 0);
      if (count === 0 || clock() > deadlineMs) return count;
      await sleep(intervalMs, undefined, { signal });
    }
  } catch {
    return undefined;
  }
}
