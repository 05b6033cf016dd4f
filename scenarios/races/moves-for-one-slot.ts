import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** Users move bookings of their own to one free slot, at the moment at which another one books it: one has it then. */
export const movesForOneSlot: Shape = {
  name: 'moves-for-one-slot',
  title: 'users move to one slot at the moment at which another one books it',
  layout: 'apart',
  sizes: [2, 3],
  role: (contender) => (contender === 1 ? 'book' : 'move'),
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, contender, player) {
    const { role, customer } = contender;
    const entry = String(round.factors.entry);
    const to = round.places[0] as Place;
    const { tenant } = to;
    if (role === 'book') {
      yield lookAt(to);
      yield* readBack(to, yield* bookAtMeeting(entry, to, customer, player), player);
    } else {
      const from = round.places[round.contenders.indexOf(contender) + 1] as Place;
      const had = yield* bookNow(entry, from, customer, player);
      const { booking, tag } = had;
      if (booking === undefined) return;
      yield { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } };
      yield* readBack(to, had, player);
    }
    yield lookAt(to);
  },
};
