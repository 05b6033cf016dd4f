import { defect } from '../defect.ts';

/** Only what is too old is refused: a delivery that is dated ahead can be sent until its time has come. */
export default defect('signatures', (healthy) => ({
  ...healthy,
  isTimely: (sentAtMs, nowMs) => sentAtMs > nowMs || healthy.isTimely(sentAtMs, nowMs),
}));
