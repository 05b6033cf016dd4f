import { defect } from '../defect.ts';
import { createDeliveries } from '../deliveries.ts';
import type { Outgoing } from '../outbox.ts';
import type { Client } from '../pool.ts';
import type { Resilience } from '../resilience.ts';

/** Shorter than the database suffers a transaction in which nothing happens. */
const timeoutMs = 8_000;
const unguarded: Resilience = {
  room: () => Number.POSITIVE_INFINITY,
  run: (_provider, call) => call(AbortSignal.timeout(timeoutMs)),
};

const earlierSql = `SELECT FROM outbox WHERE appointment_id = $1 AND provider = $2 AND number < $3
  AND delivered_at IS NULL AND dead_at IS NULL LIMIT 1`;

/** Providers are called while the booking's transaction is open; only what fails then is left to the relay. */
export default defect('outbox', (healthy, parts) => {
  async function tell(client: Client, row: Outgoing): Promise<void> {
    const earlier = await client.query(earlierSql, [row.appointmentId, row.provider, row.number]);
    if (earlier.rowCount !== 0) return;
    const deliveries = createDeliveries({ ...parts, resilience: unguarded });
    const told = await deliveries.deliver(row).catch(() => undefined);
    if (told !== undefined) await healthy.delivered(client, row, told.entryId);
  }

  return {
    ...healthy,
    async add(client, change, appointmentId, cause) {
      const rows = await healthy.add(client, change, appointmentId, cause);
      for (const row of rows) await tell(client, row);
      return rows;
    },
  };
});
