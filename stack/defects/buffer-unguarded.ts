import { defect } from '../defect.ts';
import { lookingFirst } from '../planting/looking-first.ts';
import { dropNoDoubleBooking, preparedWith } from '../planting/prepared-with.ts';
import { unlocked } from '../planting/unlocked.ts';

/**
 * The database guards [start, end) and not the buffer behind it: there the slot is looked at first, and two at once
 * both find it free.
 */
export default [
  preparedWith(
    dropNoDoubleBooking,
    `ALTER TABLE appointments ADD CONSTRAINT no_double_booking
      EXCLUDE USING gist (staff_id WITH =, tstzrange(starts_at, ends_at) WITH &&, session WITH <>)
      WHERE (status IN ('held', 'booked', 'no-show'))`,
  ),
  lookingFirst(),
  defect('schedules', (healthy) => ({
    ...healthy,
    lock: (client, tenant, place) => unlocked(healthy, client, tenant, place),
    lockAll: async () => undefined,
  })),
];
