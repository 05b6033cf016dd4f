import { defect } from '../defect.ts';
import { eventColumns, type WaitingEvent, waits } from '../inbox.ts';
import { preparedWith } from '../planting/prepared-with.ts';

const headSql = `SELECT ${eventColumns}
  FROM (SELECT * FROM webhooks WHERE ${waits} ORDER BY number LIMIT 1 FOR UPDATE) AS head
  WHERE next_attempt_at <= clock_timestamp()`;
const againMs = 1_000;

/** Events are handled strictly in the order in which they came, and the first is tried until it succeeds. */
export default [
  preparedWith(`CREATE INDEX IF NOT EXISTS webhooks_in_order ON webhooks (number) WHERE ${waits}`),
  defect('inbox', (healthy) => ({
    ...healthy,
    next: async (client) => (await client.query<WaitingEvent>({ name: 'head-event', text: headSql })).rows[0],
    bury: (client, event, error) => healthy.postpone(client, event, error, againMs),
  })),
];
