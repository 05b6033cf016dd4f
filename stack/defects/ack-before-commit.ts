import { defect } from '../defect.ts';
import type { Client } from '../pool.ts';

/** A confirmation is acknowledged when it is in memory, and stored a while later, for speed. */
const storedAfterMs = 2_000;

export default defect('bookings', (healthy, parts) => ({
  ...healthy,
  async confirm(client, tenant, id, cause) {
    const held = await parts.appointments.read(client, tenant, id);
    if (held?.status !== 'held') return healthy.confirm(client, tenant, id, cause);
    const confirm = (later: Client) => healthy.confirm(later, tenant, id, cause);
    // What is cancelled meanwhile stays cancelled.
    setTimeout(() => parts.transactions.write(confirm).catch(() => undefined), storedAfterMs).unref();
    return { ...held, status: 'booked', expiresAt: null };
  },
}));
