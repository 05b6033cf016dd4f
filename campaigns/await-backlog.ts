import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../core/operation.ts';
import type { Client } from '../drivers/node/client.ts';

export interface BacklogWanted {
  readonly client: Client;
  /** Events that came, or calls that are to go out. */
  readonly verb: 'read-backlog' | 'read-outgoing';
  readonly tenants: readonly string[];
  /** From when on, on the source's clock, nothing new was added: when the last delivery was acknowledged. */
  readonly sinceMs: number;
  /** All is done within this time; whoever still waits then is asked once more and no longer. */
  readonly owedMs: number;
  readonly clock: () => number;
  readonly take: (operation: Operation) => void;
  readonly signal: AbortSignal;
}

/** For the last ask of all tenants. */
const extraMs = 5_000;
const betweenMs = 250;

/**
 * Asks every tenant what waits, until nothing does or the time that it may take is over.
 * @returns the tenants where something waits, or nobody knows
 */
export async function awaitBacklog(wanted: BacklogWanted): Promise<readonly string[]> {
  const { client, verb, clock, sinceMs, owedMs, signal } = wanted;
  let open = [...wanted.tenants];
  for (;;) {
    const waiting: string[] = [];
    const beganMs = clock();
    for (const tenant of open) {
      if (signal.aborted || clock() > sinceMs + owedMs + extraMs) {
        return [...waiting, ...open.slice(open.indexOf(tenant))];
      }
      const { completion, operation } = await client.perform({ verb, tenant });
      wanted.take(operation);
      if (completion.type !== 'ok' || completion.answer.waiting?.length !== 0) waiting.push(tenant);
    }
    open = waiting;
    if (open.length === 0 || beganMs >= sinceMs + owedMs) return open;
    const leftMs = sinceMs + owedMs - clock();
    await sleep(leftMs > 0 ? Math.min(betweenMs, leftMs) : 0, undefined, { signal }).catch(() => undefined);
  }
}
