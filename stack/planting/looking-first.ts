import type { Position } from '../appointments.ts';
import { defect, type Replacement } from '../defect.ts';
import type { Client } from '../pool.ts';

/** What stands in the way of a booking, as the healthy platform sees it. */
const blocking = `status IN ('held', 'booked', 'no-show') AND (status <> 'held' OR expires_at > clock_timestamp())`;

/**
 * Looks whether somebody else is in the way, and only then writes: what software does that does not leave it to its
 * database. Right as long as nobody writes in between.
 * @param blocks which appointments are in the way, as a condition of SQL
 * @param reach how far around the wish it looks, as an interval of SQL
 */
export function lookingFirst(blocks = blocking, reach = '0 seconds'): Replacement<'appointments'> {
  const text = `SELECT FROM appointments
    WHERE staff_id = $1 AND id <> $2 AND session <> $3 AND ${blocks}
      AND blocked && tstzrange($4::timestamptz - interval '${reach}', $5::timestamptz + interval '${reach}')
    LIMIT 1`;

  async function isFree(client: Client, id: string, position: Position): Promise<boolean> {
    const { staffId, session, start, blockedUntil } = position;
    return (await client.query(text, [staffId, id, session, start, blockedUntil])).rowCount === 0;
  }

  return defect('appointments', (healthy) => ({
    ...healthy,
    async insert(client, appointment) {
      return (await isFree(client, appointment.id, appointment)) ? healthy.insert(client, appointment) : undefined;
    },
    async move(client, tenant, id, to) {
      return (await isFree(client, id, to)) ? healthy.move(client, tenant, id, to) : undefined;
    },
  }));
}
