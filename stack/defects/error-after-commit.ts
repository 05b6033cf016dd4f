import { defect } from '../defect.ts';
import { Problem } from '../problem.ts';

/** Every so often a booking is stored, and its owner is told that nothing was. */
const every = 10;

export default defect('replies', (healthy) => {
  let bookings = 0;
  return {
    written(kind, reply) {
      if (kind === 'book' || kind === 'confirm') bookings += 1;
      else return healthy.written(kind, reply);
      if (bookings % every === 0) throw new Problem('internal-error', 'something broke on our side');
      return healthy.written(kind, reply);
    },
  };
});
