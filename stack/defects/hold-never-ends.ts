import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { preparedWith } from '../planting/prepared-with.ts';
import type { Busy } from '../schedules.ts';

const isRunOut = `status IN ('held', 'expired') AND expires_at <= clock_timestamp() AND session = id`;

const busySql = `SELECT staff_id AS "staffId", session,
    extract(epoch FROM lower(blocked))::float8 * 1000 AS from, extract(epoch FROM upper(blocked))::float8 * 1000 AS to
  FROM appointments WHERE staff_id = ANY ($1::text[]) AND blocked && tstzrange($2, $3) AND ${isRunOut}`;

/** A hold that ran out cannot be confirmed any more, and yet its slot is neither offered nor given to anybody else. */
export default [
  preparedWith(
    `CREATE INDEX IF NOT EXISTS run_out_by_staff ON appointments (staff_id) WHERE status IN ('held', 'expired')`,
  ),
  lookingFirst(isRunOut),
  defect('schedules', (healthy) => ({
    ...healthy,
    async busy(client, staffIds, between) {
      const values = [staffIds, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const runOut = await client.query<Busy>(busySql, values);
      return [...(await healthy.busy(client, staffIds, between)), ...runOut.rows];
    },
  })),
];
