import { defect } from '../defect.ts';

/** A key is compared with its path alone: another body with the same key is answered as if it were the same request. */
export default defect('idempotency', (healthy) => ({
  ...healthy,
  claim: (client, attempt) => healthy.claim(client, { ...attempt, body: undefined }),
}));
