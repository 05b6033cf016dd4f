import type { Place } from '../../core/round.ts';
import { bookNow, lookAt } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** One booking is cancelled several times at one moment: it is gone once, and its slot is free for the next one. */
export const cancelAgainstCancel: Shape = {
  name: 'cancel-against-cancel',
  title: 'one booking is cancelled several times at one moment',
  layout: 'one',
  sizes: [2, 5],
  isTogether: true,
  lastsMs: 6_000,
  role: () => 'cancel',
  lacks: (offers) => lacks(offers, ['cancel']),
  *play(round, contender, player) {
    const { board } = player;
    const place = round.places[0] as Place;
    const entry = String(round.factors.entry);
    const isOwner = contender === round.contenders[0];
    if (isOwner) {
      yield lookAt(place);
      const { booking, tag } = yield* bookNow(entry, place, contender.customer, player);
      if (booking !== undefined) board.note('tag', tag);
      board.note('booking', booking ?? '');
    } else yield { awaits: 'booking' };
    const [booking, tag] = [board.read('booking'), board.read('tag')];
    if (booking && tag) yield { meet: { verb: 'cancel', tenant: place.tenant, booking, tag } };
    if (!isOwner) return;
    yield { untilMs: 600 };
    yield lookAt(place);
    const again = yield* bookNow(entry, place, contender.customer, player);
    // In half of the rounds it stays, so that a cancellation that comes late would show; in the others it is given back
    // for good: whoever looks long after that has to be shown it.
    if (again.booking !== undefined && round.number % 2 === 0) {
      yield { verb: 'cancel', tenant: place.tenant, booking: again.booking, tag: again.tag };
      yield lookAt(place);
    }
  },
};
