import type { Place } from '../../core/round.ts';
import { bookAtMeeting } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

const readsEach = 3;

/** A user books, moves and cancels, and reads it at once, again and again: each look shows what he was told last. */
export const readOwnWrites: Shape = {
  name: 'read-own-writes',
  title: 'a user reads what he has just booked, moved and cancelled',
  layout: 'apart',
  sizes: [1],
  isSequence: true,
  role: () => 'book-and-read',
  lacks: (offers) => lacks(offers, ['read-booking']),
  *play(round, { customer }, player) {
    const [from, to] = [round.places[0] as Place, round.places[1] as Place];
    const { tenant } = from;
    const { verbs } = player.offers;
    const had = yield* bookAtMeeting(String(round.factors.entry), from, customer, player);
    const { tag } = had;
    let { booking } = had;
    if (booking === undefined) return;
    for (let read = 0; read < readsEach; read += 1) yield { verb: 'read-booking', tenant, booking };
    if (verbs.includes('reschedule')) {
      const moved = yield { verb: 'reschedule', tenant, booking, slot: to.slot, tag };
      // On some platforms a move gives a new id, and the old one is over.
      if (moved.type === 'ok') booking = moved.answer.booking ?? booking;
      for (let read = 0; read < readsEach; read += 1) yield { verb: 'read-booking', tenant, booking };
    }
    if (!verbs.includes('cancel')) return;
    yield { verb: 'cancel', tenant, booking, tag };
    for (let read = 0; read < readsEach; read += 1) yield { verb: 'read-booking', tenant, booking };
  },
};
