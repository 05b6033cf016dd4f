import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { preparedWith } from '../planting/prepared-with.ts';
import type { Busy } from '../schedules.ts';

const isCancelled = `status = 'cancelled' AND session = id`;

const busySql = `SELECT staff_id AS "staffId", session,
    extract(epoch FROM lower(blocked))::float8 * 1000 AS from, extract(epoch FROM upper(blocked))::float8 * 1000 AS to
  FROM appointments WHERE staff_id = ANY ($1::text[]) AND blocked && tstzrange($2, $3) AND ${isCancelled}`;

/** What was cancelled still counts as taken: its slot is neither offered nor given again. */
export default [
  preparedWith(`CREATE INDEX IF NOT EXISTS cancelled_by_staff ON appointments (staff_id) WHERE status = 'cancelled'`),
  lookingFirst(isCancelled),
  defect('schedules', (healthy) => ({
    ...healthy,
    async busy(client, staffIds, between) {
      const values = [staffIds, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const cancelled = await client.query<Busy>(busySql, values);
      return [...(await healthy.busy(client, staffIds, between)), ...cancelled.rows];
    },
  })),
];
