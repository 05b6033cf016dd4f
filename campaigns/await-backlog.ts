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
  /** So long something may wait while nothing else gets done; whoever still waits then is asked once more. */
  readonly owedMs: number;
  readonly clock: () => number;
  readonly take: (operation: Operation) => void;
  readonly signal: AbortSignal;
}

/** For the last ask of all tenants. */
const extraMs = 5_000;
const betweenMs = 250;
/** So much longer than owed a queue is waited for that gets shorter, on a machine that is slow. */
const patienceMs = 90_000;

/**
 * Asks every tenant what waits, until nothing does, or nothing gets done any more for as long as it may take. Everybody
 * is asked once, however long ago the last was added: what gets done is seen by two lists.
 * @returns the tenants where something waits, or nobody knows
 */
export async function awaitBacklog(wanted: BacklogWanted): Promise<readonly string[]> {
  const { client, verb, clock, sinceMs, owedMs, signal } = wanted;
  const lists = new Map<string, readonly string[]>();
  let open = [...wanted.tenants];
  let movedMs = sinceMs;
  const endsMs = Math.max(sinceMs, clock()) + patienceMs;
  const dueMs = (): number => Math.min(movedMs, endsMs) + owedMs;
  for (let round = 0; ; round += 1) {
    const waiting: string[] = [];
    const beganMs = clock();
    for (const tenant of open) {
      if (signal.aborted || (round > 0 && clock() > dueMs() + extraMs)) {
        return [...waiting, ...open.slice(open.indexOf(tenant))];
      }
      const { completion, operation } = await client.perform({ verb, tenant });
      wanted.take(operation);
      const list = completion.type === 'ok' ? completion.answer.waiting : undefined;
      if (list?.length !== 0) waiting.push(tenant);
      if (list === undefined) continue;
      const left = new Set(list);
      if (lists.get(tenant)?.some((event) => !left.has(event))) movedMs = clock();
      lists.set(tenant, list);
    }
    open = waiting;
    if (round === 0) movedMs = clock();
    if (open.length === 0 || beganMs >= dueMs()) return open;
    const leftMs = dueMs() - clock();
    await sleep(leftMs > 0 ? Math.min(betweenMs, leftMs) : 0, undefined, { signal }).catch(() => undefined);
  }
}
