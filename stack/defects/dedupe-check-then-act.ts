import { defect } from '../defect.ts';
import { dropOneEventEach, preparedWith } from '../planting/prepared-with.ts';

/** Looks whether the event is known, and stores it when it is not: of many deliveries at once none knows the others. */
export default [
  preparedWith(dropOneEventEach),
  defect('inbox', (healthy) => ({
    ...healthy,
    async store(client, event) {
      const text = 'SELECT FROM webhooks WHERE company_id = $1 AND event_id = $2';
      const known = await client.query(text, [event.tenant, event.id]);
      return known.rowCount === 0 && healthy.store(client, event);
    },
  })),
];
