import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';

const minuteMs = 60_000;
const leastMs = 1;

/** `<=` where `<` is meant: 10:00-11:00 makes 11:00-12:00 impossible. What cannot be booked is not offered either. */
export default [
  lookingFirst(undefined, '1 second'),
  defect('schedules', (healthy) => ({
    ...healthy,
    async busy(client, staffIds, { from, to }) {
      const around = { from: from - minuteMs, to: to + minuteMs };
      const busy = await healthy.busy(client, staffIds, around);
      return busy.map((one) => ({ ...one, from: one.from - leastMs, to: one.to + leastMs }));
    },
  })),
];
