import { defect } from '../defect.ts';

/** A cancellation finds nothing to cancel when it comes first, and nobody thinks of it when the booking is made. */
export default defect('askedBookings', (healthy) => ({
  ...healthy,
  async ask(client, tenant, eventId) {
    await healthy.ask(client, tenant, eventId);
    return { isCancelled: false };
  },
}));
