import type { Appointment } from '../appointments.ts';
import { defect } from '../defect.ts';
import type { Client } from '../pool.ts';

/** Of each process's bookings, every fiftieth is stored otherwise than acknowledged. */
const every = 50;

export default defect('appointments', (healthy) => {
  let bookings = 0;

  /** Five minutes later, inside of what is blocked anyway, so that no constraint notices. */
  async function drift(client: Client, acknowledged: Appointment | undefined): Promise<Appointment | undefined> {
    if (acknowledged === undefined) return undefined;
    bookings += 1;
    if (bookings % every === 0) {
      const text = `UPDATE appointments SET starts_at = starts_at + interval '5 minutes'
        WHERE id = $1 AND starts_at + interval '5 minutes' < ends_at`;
      await client.query(text, [acknowledged.id]);
    }
    return acknowledged;
  }

  return {
    ...healthy,
    async insert(client, appointment) {
      const made = await healthy.insert(client, appointment);
      return appointment.status === 'booked' ? drift(client, made) : made;
    },
    confirm: async (client, tenant, id) => drift(client, await healthy.confirm(client, tenant, id)),
  };
});
