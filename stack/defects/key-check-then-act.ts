import { defect } from '../defect.ts';

/** Looks whether the key is known, acts, and stores the key when it is done: of two at once neither knows the other. */
export default defect('idempotency', (healthy) => ({
  async claim(client, attempt) {
    const text = 'SELECT FROM idempotency_keys WHERE company_id = $1 AND key = $2';
    const known = await client.query(text, [attempt.tenant, attempt.key]);
    return known.rowCount === 0 ? undefined : healthy.claim(client, attempt);
  },
  async keep(client, attempt, reply) {
    if ((await healthy.claim(client, attempt)) === undefined) await healthy.keep(client, attempt, reply);
  },
}));
