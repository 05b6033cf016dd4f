import { defect, type Replacement } from '../defect.ts';
import type { Busy } from '../schedules.ts';

/**
 * Does not offer what is in nobody's way any more.
 * @param isOver which appointments hide their time all the same, as a condition of SQL
 */
export function stillBusy(isOver: string): Replacement<'schedules'> {
  const text = `SELECT staff_id AS "staffId", session,
      extract(epoch FROM lower(blocked))::float8 * 1000 AS from, extract(epoch FROM upper(blocked))::float8 * 1000 AS to
    FROM appointments WHERE staff_id = ANY ($1::text[]) AND blocked && tstzrange($2, $3) AND ${isOver}`;
  return defect('schedules', (healthy) => ({
    ...healthy,
    async busy(client, staffIds, between) {
      const values = [staffIds, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const over = await client.query<Busy>(text, values);
      return [...(await healthy.busy(client, staffIds, between)), ...over.rows];
    },
  }));
}
