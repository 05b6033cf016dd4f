import { defect } from '../defect.ts';
import { createResilience, limits } from '../resilience.ts';

/** As long as a timer can be set for: longer than anybody waits. */
const neverMs = 2 ** 31 - 1;

/** A call waits for its answer for ever, and whoever comes next starts another one beside it. */
export default defect('resilience', () =>
  createResilience({ ...limits, timeoutMs: neverMs, callsMax: Number.POSITIVE_INFINITY }),
);
