import type { Slot, StoredBooking } from '../core/booking.ts';
import type { Answer, Intent } from './intent.ts';
import type { Offers } from './target.ts';

const utcPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Most items of a list that are looked at: a driver has no time for more. */
const itemsMax = 3;

/**
 * What is wrong with an answer that an adapter read from a reply which says that all is well: a platform lies there, or
 * the adapter misunderstood it. In words; undefined when nothing is.
 */
export function answerFault(
  { verb }: Intent,
  { slot, slots, booking, bookings, expires, customer, waiting, dead }: Answer,
  { tags }: Pick<Offers, 'tags'>,
  looksAt = itemsMax,
): string | undefined {
  if (verb === 'find-slots' && slots === undefined) return 'no list of slots';
  if (verb === 'hold' && !booking) return 'a hold without an id, which nobody can confirm';
  if (verb === 'book' && !booking && !tags) return 'a booking without an id, and without a tag of ours to find it by';
  if (verb === 'read-booking' && bookings?.length !== 1)
    return `${bookings?.length ?? 'no'} bookings, where one was asked for`;
  if ((verb === 'list-bookings' || verb === 'read-state') && bookings === undefined) return 'no list of bookings';
  if ((verb === 'register-customer' || verb === 'find-customer') && !customer) return 'no customer';
  if ((verb === 'read-backlog' || verb === 'read-outgoing') && (waiting === undefined || dead === undefined))
    return 'no lists of what waits and what was given up';
  if (expires !== undefined && !utcPattern.test(expires)) return `a hold until ${expires}, which is ${notUtc}`;
  for (const each of [...(slot === undefined ? [] : [slot]), ...(slots ?? []).slice(0, looksAt)]) {
    const fault = slotFault(each);
    if (fault !== undefined) return fault;
  }
  for (const each of (bookings ?? []).slice(0, looksAt)) {
    const fault = each.id ? slotFault(each) : 'a stored booking without an id';
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const notUtc = 'not UTC as YYYY-MM-DDTHH:MM:SSZ';

function slotFault({ resource, start, end }: Slot | StoredBooking): string | undefined {
  if (typeof resource !== 'string') return 'a slot of nobody';
  for (const time of [start, end]) if (!utcPattern.test(time)) return `the time ${time}, which is ${notUtc}`;
  return end > start ? undefined : `a slot that ends at ${end}, not after its start at ${start}`;
}
