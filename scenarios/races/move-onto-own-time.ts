import type { Place } from '../../core/round.ts';
import { bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * A user moves a booking by less than its length, and back: nobody else is there, so that only the booking itself can
 * be in its way. Whoever counts it among the others refuses what is free.
 */
export const moveOntoOwnTime: Shape = {
  name: 'move-onto-own-time',
  title: 'a user moves a booking to a time that overlaps its own',
  layout: 'overlapping',
  sizes: [1],
  isSequence: true,
  role: () => 'move',
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, { customer }, player) {
    // The first of the two is offered wherever appointments begin; the second one may lie between.
    const [to, from] = [round.places[0] as Place, round.places[1] as Place];
    const { tenant } = to;
    yield lookAt(to);
    yield lookAt(from);
    const had = yield* bookNow(String(round.factors.entry), from, customer, player);
    const { booking, tag } = had;
    if (booking === undefined) return;
    const moved = yield { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } };
    if (moved.type !== 'ok') return;
    const now = { ...had, booking: moved.answer.booking ?? booking };
    yield* readBack(to, now, player);
    yield { verb: 'reschedule', tenant, booking: now.booking, slot: from.slot, tag };
    yield* readBack(from, now, player);
  },
};
