import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * A group is full, and one seat of it is cancelled twice at one moment, while others want one: one seat came back, and
 * one more person gets in. Whoever counts seats up and down counts it twice.
 */
export const seatGivenBackTwice: Shape = {
  name: 'seat-given-back-twice',
  title: 'one seat of a full group is cancelled twice while others want one',
  layout: 'group',
  sizes: [8],
  isTogether: true,
  role: (contender) => (contender < 2 ? 'cancel' : 'book'),
  lacks: (offers) => lacks(offers, ['cancel'], { capacity: true }),
  *play(round, contender, player) {
    const { role, customer } = contender;
    const { board } = player;
    const place = round.places[0] as Place;
    const { tenant, seats = 1 } = place;
    const entry = String(round.factors.entry);
    const all = round.contenders.length;
    const index = round.contenders.indexOf(contender);
    const own = Math.floor(seats / all) + (index < seats % all ? 1 : 0);
    for (let seat = 0; seat < own; seat += 1) {
      const { booking, tag } = yield* bookNow(entry, place, customer, player);
      if (index > 0 || seat > 0) continue;
      if (booking !== undefined) board.note('tag', tag);
      board.note('booking', booking ?? '');
    }
    if (role === 'cancel') {
      yield { awaits: 'booking' };
      const [booking, tag] = [board.read('booking'), board.read('tag')];
      if (!booking || !tag) return;
      yield { meet: { verb: 'cancel', tenant, booking, tag } };
    } else yield* readBack(place, yield* bookAtMeeting('voice', place, customer, player), player);
    yield { untilMs: 700 };
    yield* bookNow('voice', place, customer, player);
  },
};
