import { createBookings } from '../bookings.ts';
import { defect } from '../defect.ts';

/** The hours are looked at when something is booked, and not when it is moved: into the night, into last week. */
export default defect('bookings', (healthy, parts) => {
  const unchecked = { ...parts, availability: { ...parts.availability, demandOffered: () => undefined } };
  return { ...healthy, move: createBookings(unchecked, 0).move };
});
