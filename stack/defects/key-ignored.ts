import { defect } from '../defect.ts';

/** Keys are accepted and never looked at: the same key books twice. */
export default defect('idempotency', () => ({ claim: async () => undefined, keep: async () => undefined }));
