import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * A user moves a booking by less than its length, and back: nobody else is there, so that only the booking itself can
 * be in its way. Whoever counts it among the others refuses what is free. In between somebody else wants the time that
 * it came from, which is partly its own: whoever gives that away did not move all of it.
 */
export const moveOntoOwnTime: Shape = {
  name: 'move-onto-own-time',
  title: 'a user moves a booking to a time that overlaps its own, and another one wants what it left',
  layout: 'overlapping',
  sizes: [2],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'move' : 'book'),
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, { role, customer }, player) {
    const { board } = player;
    // The first of the two is offered wherever appointments begin; the second one may lie between.
    const [to, from] = [round.places[0] as Place, round.places[1] as Place];
    const { tenant } = to;
    const entry = String(round.factors.entry);
    if (role === 'book') {
      yield { awaits: 'moved' };
      if (board.read('moved') !== '') yield* bookAtMeeting(entry, from, customer, player);
      board.note('asked', from.slot.start);
      return;
    }
    yield lookAt(to);
    yield lookAt(from);
    const had = yield* bookNow(entry, from, customer, player);
    const { booking, tag } = had;
    const moved =
      booking === undefined ? undefined : yield { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } };
    if (booking === undefined || moved?.type !== 'ok') {
      board.note('moved', '');
      return;
    }
    const now = { ...had, booking: moved.answer.booking ?? booking };
    yield* readBack(to, now, player);
    board.note('moved', to.slot.start);
    yield { awaits: 'asked' };
    yield { verb: 'reschedule', tenant, booking: now.booking, slot: from.slot, tag };
    yield* readBack(from, now, player);
  },
};
