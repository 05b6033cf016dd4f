import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

const roles = ['move', 'cancel', 'book'] as const;

/**
 * One booking is moved and cancelled at one moment: where both are told that it is done it is gone, and neither place
 * is anybody's. Whoever writes back what was read before brings it to life again.
 */
export const moveAgainstCancel: Shape = {
  name: 'move-against-cancel',
  title: 'one booking is moved at the moment at which it is cancelled',
  layout: 'apart',
  sizes: [2, 3],
  isTogether: true,
  role: (contender) => roles[contender] ?? 'book',
  lacks: (offers) => lacks(offers, ['reschedule', 'cancel']),
  *play(round, contender, player) {
    const { board } = player;
    const { role, customer } = contender;
    const [from, to] = [round.places[0] as Place, round.places[1] as Place];
    const { tenant } = from;
    if (role === 'book') {
      yield { awaits: 'booking' };
      yield* readBack(to, yield* bookAtMeeting('voice', to, customer, player), player);
      return;
    }
    if (role === 'move') {
      const { booking, tag } = yield* bookNow(String(round.factors.entry), from, customer, player);
      if (booking !== undefined) board.note('tag', tag);
      board.note('booking', booking ?? '');
    } else yield { awaits: 'booking' };
    const [booking, tag] = [board.read('booking'), board.read('tag')];
    if (!booking || !tag) return;
    const completion = yield role === 'move'
      ? { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } }
      : { meet: { verb: 'cancel', tenant, booking, tag } };
    yield { untilMs: 700 };
    yield* readBack(from, { completion, booking, tag }, player);
    // Then each wants one of the two places: what is free is given.
    yield* bookNow('voice', role === 'move' ? from : to, customer, player);
  },
};
