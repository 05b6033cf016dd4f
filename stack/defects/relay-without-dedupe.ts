import { randomUUID } from 'node:crypto';
import { defect } from '../defect.ts';

/** Each attempt has a key of its own: a provider that has done the work and lost its reply does it again. */
export default defect('providers', (healthy) => ({
  send: (call, signal) => healthy.send({ ...call, key: randomUUID() }, signal),
}));
