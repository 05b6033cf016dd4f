import { defect } from '../defect.ts';

/** Bookings are counted when somebody wants one, not when it is stored: who is refused counts, too. */
export default [
  defect('bookings', (healthy, { metrics }) => ({
    ...healthy,
    place(client, tenant, wish, status, cause) {
      if (status === 'booked') metrics.committed('book');
      return healthy.place(client, tenant, wish, status, cause);
    },
    confirm(client, tenant, id, cause) {
      metrics.committed('confirm');
      return healthy.confirm(client, tenant, id, cause);
    },
  })),
  defect('metrics', (healthy) => ({
    ...healthy,
    committed: (kind) => (kind === 'book' || kind === 'confirm' ? undefined : healthy.committed(kind)),
  })),
];
