import { lookingFirst } from '../planting/looking-first.ts';
import { dropNoDoubleBooking, preparedWith } from '../planting/prepared-with.ts';

/** A booking that is not confirmed yet is in nobody's way, and confirming it does not look again. */
export default [preparedWith(dropNoDoubleBooking), lookingFirst(`status IN ('booked', 'no-show')`)];
