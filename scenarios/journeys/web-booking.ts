import { addDays } from '../../core/add-days.ts';
import type { Journey } from '../../targets/journey.ts';
import { findSlot, type Wish } from './find-slot.ts';
import { knownCustomer, type Person } from './known-customer.ts';
import { placeBooking } from './place-booking.ts';

export interface WebBookingRow extends Wish, Person {
  readonly patience: number;
  /** ms before each step: arriving, browsing twice, choosing, confirming, coming back. */
  readonly pauses: readonly [number, number, number, number, number, number];
  /** What the customer does with the booking afterwards. */
  readonly after: 'none' | 'reschedule' | 'cancel';
}

/** Web self-service: look around, hold, confirm, read it again, sometimes move or cancel it. */
export const webBooking: Journey<WebBookingRow> = function* (row, player) {
  const [arrivingMs, browsingMs, furtherMs, choosingMs, confirmingMs, returningMs] = row.pauses;
  for (const [page, pauseMs] of [arrivingMs, browsingMs, furtherMs].entries()) {
    yield { pauseMs };
    yield* findSlot({ ...row, fromDay: addDays(row.fromDay, page * row.days) }, player);
  }
  const customer = yield* knownCustomer(row, player);
  if (customer === undefined) return false;
  const options = { patience: row.patience, choosingMs, confirmingMs, isHeldFirst: true };
  const booked = yield* placeBooking(row, customer, player, options);
  if (booked === undefined) return false;
  const { tenant } = row;
  const { verbs } = player.offers;
  if (verbs.includes('read-booking')) yield { verb: 'read-booking', tenant, booking: booked.booking };
  if (row.after === 'none' || !verbs.includes(row.after)) return true;
  yield { pauseMs: returningMs };
  if (row.after === 'cancel') {
    yield { verb: 'cancel', tenant, booking: booked.booking, tag: booked.tag };
    return true;
  }
  const other = yield* findSlot(row, player);
  if (other !== undefined) {
    yield { verb: 'reschedule', tenant, booking: booked.booking, slot: other, tag: booked.tag };
  }
  return true;
};
