import { type Appointment, appointmentColumns } from '../appointments.ts';
import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { dropNoDoubleBooking, dropOneSeatEach, preparedWith } from '../planting/prepared-with.ts';

const confirmSql = `UPDATE appointments SET status = 'booked', expires_at = NULL
  WHERE id = $2 AND company_id = $1 AND status IN ('held', 'expired')
  RETURNING ${appointmentColumns}`;

/** A hold that ran out is confirmed all the same, also when its slot was sold to somebody else in the meantime. */
export default [
  preparedWith(dropNoDoubleBooking, dropOneSeatEach),
  lookingFirst(),
  defect('appointments', (healthy) => ({
    ...healthy,
    confirm: async (client, tenant, id) => (await client.query<Appointment>(confirmSql, [tenant, id])).rows[0],
  })),
];
