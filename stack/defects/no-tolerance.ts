import { defect } from '../defect.ts';

/** Nobody looks how old a delivery is: what was once overheard can be sent for ever. */
export default defect('signatures', (healthy) => ({
  ...healthy,
  isTimely: (sentAtMs, nowMs) => sentAtMs < nowMs || healthy.isTimely(sentAtMs, nowMs),
}));
