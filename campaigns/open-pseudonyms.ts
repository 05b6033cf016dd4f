import { createHmac, randomBytes } from 'node:crypto';
import type { StoredBooking } from '../core/booking.ts';
import type { Demand } from './journey-lengths.ts';

/** What stands in the state of a platform of others may be a person; an id that says nothing is a pseudonym already. */
const person = /[\s@]|^(\+|0\d)[\d ()/-]+$|^\D+$/;
/** Whom races and tries make up. */
const ours = /^ansturm-/;

/**
 * Replaces whoever may be a real person in what is read from a platform of others, before it is written down. The same
 * person has the same pseudonym all through a run, so that laws hold; its key is kept nowhere. Whom the demand made up
 * keeps the name.
 */
export function openPseudonyms({ journeys }: Demand): (booking: StoredBooking) => StoredBooking {
  const key = randomBytes(32);
  const invented = new Set(
    [...journeys['voice-call'], ...journeys['web-booking']].flatMap(({ name, phone }) => [name, phone]),
  );
  return (booking) => {
    const { customer } = booking;
    if (customer === undefined || !person.test(customer) || ours.test(customer) || invented.has(customer))
      return booking;
    return { ...booking, customer: `person-${createHmac('sha256', key).update(customer).digest('hex').slice(0, 12)}` };
  };
}
