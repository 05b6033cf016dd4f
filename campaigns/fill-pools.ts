import { addDays } from '../core/add-days.ts';
import type { Operation } from '../core/operation.ts';
import type { World } from '../core/world.ts';
import type { Client } from '../drivers/node/client.ts';

/** At each base URL; more than a pool keeps when it is idle. */
const atOnce = 20;

export interface FillPoolsOptions {
  /** One for each base URL. */
  readonly clients: readonly Client[];
  readonly world: World;
  readonly anchorDay: string;
  readonly take: (operation: Operation) => void;
}

/**
 * Many look for a free slot at once, so that each pool has opened what it keeps for good. A pool that opens connections
 * when they are first needed would else rest higher after the load than before it, and look like one that leaks.
 */
export async function fillPools({ clients, world, anchorDay, take }: FillPoolsOptions): Promise<void> {
  const places = world.tenants.flatMap(({ id: tenant, branches, services }) => {
    const [branch, service] = [branches[0]?.id, services[0]?.id];
    return branch === undefined || service === undefined ? [] : [{ tenant, branch, service }];
  });
  const day = { from: `${addDays(anchorDay, 1)}T00:00:00Z`, to: `${addDays(anchorDay, 2)}T00:00:00Z` };
  const look = async (client: Client, number: number): Promise<void> => {
    const place = places[number % places.length];
    if (place === undefined) return;
    take((await client.perform({ verb: 'find-slots', ...place, ...day })).operation);
  };
  await Promise.all(clients.flatMap((client) => Array.from({ length: atOnce }, (_, number) => look(client, number))));
}
