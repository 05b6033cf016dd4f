import { defect } from '../defect.ts';
import type { Client } from '../pool.ts';

const sold = new WeakMap<Client, number>();
const seatsMore = 1_000;

const soldSql = `SELECT count(*)::integer AS sold FROM appointments
  WHERE staff_id = $1 AND session = $2
    AND status IN ('held', 'booked', 'no-show') AND (status <> 'held' OR expires_at > clock_timestamp())`;

/** Reads how many seats are sold, waits for its turn, and goes by what it had read: a group sells more than it has. */
export default [
  defect('bookings', (healthy) => ({
    ...healthy,
    async place(client, tenant, wish, status, cause) {
      const session = `${wish.serviceId}@${new Date(wish.start).toISOString().slice(0, 19)}Z`;
      const { rows } = await client.query<{ sold: number }>(soldSql, [wish.staffId, session]);
      sold.set(client, rows[0]?.sold ?? 0);
      return healthy.place(client, tenant, wish, status, cause);
    },
  })),
  defect('appointments', (healthy) => ({
    ...healthy,
    async insert(client, appointment) {
      if (appointment.capacity === 1) return healthy.insert(client, appointment);
      if ((sold.get(client) ?? 0) >= appointment.capacity) return undefined;
      return healthy.insert(client, { ...appointment, capacity: appointment.capacity + seatsMore });
    },
  })),
];
