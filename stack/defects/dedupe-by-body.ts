import { dropOneEventEach, preparedWith } from '../planting/prepared-with.ts';

/** An event is known by its body and when it was sent: a retry is another one, and of two equal ones one is lost. */
export default preparedWith(
  dropOneEventEach,
  'CREATE UNIQUE INDEX IF NOT EXISTS one_body_each ON webhooks (company_id, sent_at, md5(body))',
);
