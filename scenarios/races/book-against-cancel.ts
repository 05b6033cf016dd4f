import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** One gives a slot back while others ask for it: at most one of them gets it, and only once it was given back. */
export const bookAgainstCancel: Shape = {
  name: 'book-against-cancel',
  title: 'users take a slot at the moment at which its owner cancels',
  layout: 'one',
  sizes: [2, 5],
  role: (contender) => (contender === 0 ? 'cancel' : 'book'),
  lacks: (offers) => lacks(offers, ['cancel']),
  *play(round, { role, customer }, player) {
    const place = round.places[0] as Place;
    if (role === 'cancel') {
      const { booking, tag } = yield* bookNow(String(round.factors.entry), place, customer, player);
      if (booking !== undefined) yield { meet: { verb: 'cancel', tenant: place.tenant, booking, tag } };
    } else {
      yield lookAt(place);
      const had = yield* bookAtMeeting(String(round.factors.entry), place, customer, player);
      yield* readBack(place, had, player);
    }
    yield lookAt(place);
  },
};
