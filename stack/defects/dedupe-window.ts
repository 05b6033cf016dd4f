import { defect } from '../defect.ts';

/** Ids of events that were handled are forgotten after seconds; providers retry for days. */
const keptSeconds = 5;

export default defect('inbox', (healthy) => ({
  ...healthy,
  async store(client, event) {
    const text = `DELETE FROM webhooks WHERE company_id = $1 AND event_id = $2
      AND handled_at < clock_timestamp() - make_interval(secs => $3)`;
    await client.query(text, [event.tenant, event.id, keptSeconds]);
    return healthy.store(client, event);
  },
}));
