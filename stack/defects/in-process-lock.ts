import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { dropNoDoubleBooking, dropOneSeatEach, preparedWith } from '../planting/prepared-with.ts';
import { unlocked } from '../planting/unlocked.ts';
import type { Client } from '../pool.ts';

/** The end of the queue at each calendar, and what each connection has to leave again; known to this process alone. */
const queues = new Map<string, Promise<void>>();
const entered = new Map<Client, Map<string, () => void>>();

async function enter(client: Client, staffId: string): Promise<void> {
  const mine = entered.get(client) ?? new Map<string, () => void>();
  entered.set(client, mine);
  if (mine.has(staffId)) return;
  const before = queues.get(staffId);
  const { promise, resolve } = Promise.withResolvers<void>();
  queues.set(staffId, promise);
  mine.set(staffId, () => {
    if (queues.get(staffId) === promise) queues.delete(staffId);
    resolve();
  });
  await before;
}

function leaveAll(client: Client): void {
  for (const leave of entered.get(client)?.values() ?? []) leave();
  entered.delete(client);
}

/** A calendar is locked by a mutex in memory until the transaction is over: the process beside never sees it. */
export default [
  preparedWith(dropNoDoubleBooking, dropOneSeatEach),
  lookingFirst(),
  defect('schedules', (healthy) => ({
    ...healthy,
    async lock(client, tenant, place) {
      await enter(client, place.staffId);
      return unlocked(healthy, client, tenant, place);
    },
    async lockAll(client, staffIds) {
      for (const staffId of [...new Set(staffIds)].sort()) await enter(client, staffId);
    },
  })),
  defect('pool', (healthy) => ({
    ...healthy,
    giveBack(client, end) {
      leaveAll(client);
      healthy.giveBack(client, end);
    },
  })),
];
