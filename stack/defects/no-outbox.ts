import { defect } from '../defect.ts';
import type { Outgoing } from '../outbox.ts';
import type { Client } from '../pool.ts';

/** Of the transactions that are open. */
const untold = new WeakMap<Client, readonly Outgoing[]>();

/** Providers are called right after the commit, once: what fails is forgotten, and so is what nobody came to. */
export default [
  defect('outbox', (healthy) => ({
    ...healthy,
    async add(client, ...change) {
      const rows = await healthy.add(client, ...change);
      const numbers = rows.map(({ number }) => number);
      await client.query('DELETE FROM outbox WHERE number = ANY ($1::bigint[])', [numbers]);
      untold.set(client, [...(untold.get(client) ?? []), ...rows]);
      return rows;
    },
  })),
  defect('transactions', (healthy, parts) => {
    async function tell(row: Outgoing): Promise<void> {
      const { entryId } = await parts.deliveries.deliver(row);
      await healthy.read((client) => parts.outbox.delivered(client, row, entryId));
    }

    return {
      ...healthy,
      async write(work) {
        let rows: readonly Outgoing[] = [];
        const result = await healthy.write(async (client) => {
          untold.delete(client);
          const done = await work(client);
          rows = untold.get(client) ?? [];
          return done;
        });
        for (const row of rows) void tell(row).catch(() => undefined);
        return result;
      },
    };
  }),
];
