import { defect } from '../defect.ts';
import type { Client } from '../pool.ts';

/** A confirmation is acknowledged when it is in memory, and stored with all that came since. */
const storedEveryMs = 500;

export default defect('bookings', (healthy, parts) => {
  const remembered: ((client: Client) => Promise<unknown>)[] = [];

  setInterval(() => {
    // What is cancelled or runs out meanwhile is nobody's fault.
    for (const confirm of remembered.splice(0)) parts.transactions.write(confirm).catch(() => undefined);
  }, storedEveryMs).unref();
  return {
    ...healthy,
    async confirm(client, tenant, id, cause) {
      const held = await parts.appointments.read(client, tenant, id);
      if (held?.status !== 'held') return healthy.confirm(client, tenant, id, cause);
      remembered.push((later) => healthy.confirm(later, tenant, id, cause));
      return { ...held, status: 'booked', expiresAt: null };
    },
  };
});
