import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../core/operation.ts';
import type { BacklogAnswered } from '../core/webhook.ts';
import type { Client } from '../drivers/node/client.ts';

export interface BacklogWanted {
  readonly client: Client;
  readonly tenants: readonly string[];
  /** When the last delivery was acknowledged, on the source's clock. */
  readonly acknowledgedMs: number;
  readonly clock: () => number;
  readonly take: (operation: Operation) => void;
  readonly signal: AbortSignal;
}

/** What was acknowledged has its effect within this time; whoever still waits then is asked once more and no longer. */
const owedMs = 15_000;
const endMs = 20_000;
const betweenMs = 250;

/**
 * Asks every tenant what acknowledged events wait, until nothing does or the time that they may take is over.
 * @returns the tenants where something waits, or nobody knows
 */
export async function awaitBacklog(wanted: BacklogWanted): Promise<readonly string[]> {
  const { client, clock, acknowledgedMs, signal } = wanted;
  let open = [...wanted.tenants];
  for (;;) {
    const waiting: string[] = [];
    const beganMs = clock();
    for (const tenant of open) {
      if (signal.aborted || clock() > acknowledgedMs + endMs) return [...waiting, ...open.slice(open.indexOf(tenant))];
      const { operation } = await client.perform({ verb: 'read-backlog', tenant });
      wanted.take(operation);
      const answered = operation.type === 'ok' ? (operation.value.answered as BacklogAnswered | undefined) : undefined;
      if (answered?.waiting.length !== 0) waiting.push(tenant);
    }
    open = waiting;
    if (open.length === 0 || beganMs >= acknowledgedMs + owedMs) return open;
    const leftMs = acknowledgedMs + owedMs - clock();
    await sleep(leftMs > 0 ? Math.min(betweenMs, leftMs) : 0, undefined, { signal }).catch(() => undefined);
  }
}
