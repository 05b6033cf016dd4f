import { defect } from '../defect.ts';
import { createResilience, limits } from '../resilience.ts';

/** A provider that was down once is never called again: nobody looks whether it is back. */
export default defect('resilience', () => createResilience({ ...limits, aloneMs: Number.POSITIVE_INFINITY }));
