import { dropNoDoubleBooking, preparedWith } from '../planting/prepared-with.ts';

/** What is unique is the start: 10:00-11:00 and 10:30-11:30 are both accepted. */
export default preparedWith(
  dropNoDoubleBooking,
  `CREATE UNIQUE INDEX IF NOT EXISTS no_double_booking ON appointments (staff_id, starts_at, seat)
    WHERE status IN ('held', 'booked', 'no-show')`,
);
