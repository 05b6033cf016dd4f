import type { Appointment } from '../appointments.ts';
import { defect } from '../defect.ts';

const asBooked = (item: Appointment): Appointment =>
  item.status === 'cancelled' ? { ...item, status: 'booked' } : item;

/** The list of a day knows nothing of cancellations: reception waits for people who said that they will not come. */
export default defect('listing', (healthy) => ({
  ...healthy,
  async ofBranch(client, branchId, between, limit, cursor) {
    const page = await healthy.ofBranch(client, branchId, between, limit, cursor);
    return { ...page, items: page.items.map(asBooked) };
  },
}));
