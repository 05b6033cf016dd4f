import { defect } from '../defect.ts';
import { createResilience, limits } from '../resilience.ts';

/** A provider that is down is called on and on: nobody counts its failures. */
export default defect('resilience', () => createResilience({ ...limits, failuresMax: Number.POSITIVE_INFINITY }));
