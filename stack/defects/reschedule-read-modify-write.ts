import type { Position } from '../appointments.ts';
import { defect } from '../defect.ts';
import { preparedWith } from '../planting/prepared-with.ts';
import type { Client } from '../pool.ts';
import { Problem } from '../problem.ts';

const createClaims = `CREATE TABLE IF NOT EXISTS claims (
    appointment_id id NOT NULL, staff_id id NOT NULL, claimed tstzrange NOT NULL);
  CREATE INDEX IF NOT EXISTS claims_by_staff ON claims (staff_id)`;

interface Spot {
  readonly staffId: string;
  readonly start: string;
}

/** Where the booking stood when the connection's transaction began to move it. */
const before = new WeakMap<Client, Spot>();

async function isClaimed(client: Client, id: string, { staffId, start, blockedUntil }: Position): Promise<boolean> {
  const text = `SELECT FROM claims
    WHERE staff_id = $1 AND appointment_id <> $2 AND claimed && tstzrange($3, $4) LIMIT 1`;
  return (await client.query(text, [staffId, id, start, blockedUntil])).rowCount !== 0;
}

async function release(client: Client, id: string, { staffId, start }: Spot): Promise<void> {
  const text = 'DELETE FROM claims WHERE appointment_id = $1 AND staff_id = $2 AND lower(claimed) = $3';
  await client.query(text, [id, staffId, start]);
}

async function claim(client: Client, id: string, { staffId, start, blockedUntil }: Position): Promise<void> {
  await client.query('INSERT INTO claims VALUES ($1, $2, tstzrange($3, $4))', [id, staffId, start, blockedUntil]);
}

/**
 * A move claims the new time, and releases the one that it had read before it waited for its turn. Of two moves at once
 * the second releases where the booking no longer is: one booking, and two slots that nobody else can have.
 */
export default [
  preparedWith(createClaims),
  defect('appointments', (healthy) => ({
    ...healthy,
    async insert(client, appointment) {
      return (await isClaimed(client, appointment.id, appointment)) ? undefined : healthy.insert(client, appointment);
    },
    async readLocked(client, tenant, id) {
      const found = await healthy.read(client, tenant, id);
      if (found !== undefined) before.set(client, found);
      return found;
    },
    async move(client, tenant, id, to) {
      if (await isClaimed(client, id, to)) return undefined;
      const moved = await healthy.move(client, tenant, id, to);
      if (moved === undefined) {
        const found = await healthy.read(client, tenant, id);
        if (found?.status !== 'booked') throw new Problem('conflict', 'only what is booked can be moved');
        return undefined;
      }
      const read = before.get(client);
      if (read !== undefined) await release(client, id, read);
      if (to.capacity === 1) await claim(client, id, to);
      return moved;
    },
    async change(client, tenant, id, from, to) {
      const changed = await healthy.change(client, tenant, id, from, to);
      if (changed !== undefined && to === 'cancelled') await release(client, id, changed);
      return changed;
    },
  })),
  defect('schedules', (healthy) => ({
    ...healthy,
    async busy(client, staffIds, between) {
      const text = `SELECT staff_id AS "staffId", appointment_id AS session,
          extract(epoch FROM lower(claimed))::float8 * 1000 AS from,
          extract(epoch FROM upper(claimed))::float8 * 1000 AS to
        FROM claims WHERE staff_id = ANY ($1::text[]) AND claimed && tstzrange($2, $3)`;
      const values = [staffIds, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const claimed = await client.query<{ staffId: string; session: string; from: number; to: number }>(text, values);
      return [...(await healthy.busy(client, staffIds, between)), ...claimed.rows];
    },
  })),
];
