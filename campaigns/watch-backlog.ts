import { setTimeout as sleep } from 'node:timers/promises';
import type { Operation } from '../core/operation.ts';
import type { Client } from '../drivers/node/client.ts';

export interface WatchedBacklog {
  readonly client: Client;
  readonly verb: 'read-backlog' | 'read-outgoing';
  readonly tenants: readonly string[];
  readonly take: (operation: Operation) => void;
}

/** A few asks a second: what a storm weighs in sum, and what a person who watches would ask. */
const betweenMs = 50;

/** Asks one tenant after the other what waits, round and round, until it is stopped: what a report draws. */
export function watchBacklog({ client, verb, tenants, take }: WatchedBacklog): { stop(): Promise<void> } {
  const ended = new AbortController();
  const { signal } = ended;
  const watching = (async () => {
    for (let turn = 0; !signal.aborted; turn += 1) {
      const tenant = tenants[turn % tenants.length];
      if (tenant === undefined) return;
      const { operation } = await client.perform({ verb, tenant });
      take(operation);
      await sleep(betweenMs, undefined, { signal }).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      ended.abort();
      await watching;
    },
  };
}
