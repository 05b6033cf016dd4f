import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** What is free is shown as it is: after a booking was acknowledged, and after it was cancelled again. */
export const throughAStaleListing: Shape = {
  name: 'through-a-stale-listing',
  title: 'one user books and cancels while another looks what is free',
  layout: 'one',
  sizes: [2],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'book-and-cancel' : 'look-and-book'),
  lacks: () => undefined,
  *play(round, { role, customer }, player) {
    const { board, offers } = player;
    const place = round.places[0] as Place;
    const entry = String(round.factors.entry);
    if (role === 'look-and-book') {
      // Twice, so that every process has seen it free.
      for (let look = 0; look < 2; look += 1) yield lookAt(place);
      board.note('looked', 'free');
      yield { awaits: 'booked' };
      for (let look = 0; look < 4; look += 1) yield lookAt(place);
      board.note('looked again', 'taken');
      yield { awaits: 'cancelled' };
      for (let look = 0; look < 2; look += 1) yield lookAt(place);
      const had = yield* bookAtMeeting(entry, place, customer, player);
      yield* readBack(place, had, player);
      yield lookAt(place);
      return;
    }
    yield { awaits: 'looked' };
    const had = yield* bookNow(entry, place, customer, player);
    board.note('booked', had.booking ?? '');
    yield { awaits: 'looked again' };
    const { booking, tag } = had;
    if (booking !== undefined && offers.verbs.includes('cancel')) {
      yield { meet: { verb: 'cancel', tenant: place.tenant, booking, tag } };
    }
    board.note('cancelled', '');
  },
};
