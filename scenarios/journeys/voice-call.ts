import type { Journey } from '../../targets/journey.ts';
import { findSlot, type Wish } from './find-slot.ts';
import { knownCustomer, type Person } from './known-customer.ts';
import { placeBooking } from './place-booking.ts';

export interface VoiceCallRow extends Wish, Person {
  /** How often the caller tries when a slot was taken meanwhile. */
  readonly patience: number;
  /** ms that the dialogue takes before each step: greeting, wish, choice, confirmation. */
  readonly turns: readonly [number, number, number, number];
}

/** A call through the voice assistant: who is it, what is free, this one, yes please. */
export const voiceCall: Journey<VoiceCallRow> = function* (row, player) {
  const [greetingMs, wishMs, choosingMs, confirmingMs] = row.turns;
  yield { pauseMs: greetingMs };
  const customer = yield* knownCustomer(row, player);
  if (customer === undefined) return false;
  // The assistant already knows what is free when the caller says what is wanted.
  yield* findSlot(row, player);
  yield { pauseMs: wishMs };
  const options = { patience: row.patience, choosingMs, confirmingMs, isHeldFirst: false };
  const booked = yield* placeBooking(row, customer, player, options);
  if (booked === undefined) return false;
  yield { pauseMs: confirmingMs };
  if (player.offers.verbs.includes('read-booking')) {
    yield { verb: 'read-booking', tenant: row.tenant, booking: booked.booking };
  }
  return true;
};
