import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** What one user gave back, and was told so, the next one gets. */
export const rebookAfterCancel: Shape = {
  name: 'rebook-after-cancel',
  title: 'a slot that was cancelled is taken by the next user',
  layout: 'one',
  sizes: [2],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'cancel' : 'book'),
  lacks: (offers) => lacks(offers, ['cancel']),
  *play(round, { role, customer }, player) {
    const place = round.places[0] as Place;
    const entry = String(round.factors.entry);
    if (role === 'cancel') {
      const { booking, tag } = yield* bookNow(entry, place, customer, player);
      if (booking === undefined) return;
      yield { meet: { verb: 'cancel', tenant: place.tenant, booking, tag } };
      player.board.note('cancelled', booking);
      return;
    }
    yield { awaits: 'cancelled' };
    if (player.board.read('cancelled') === undefined) return;
    yield lookAt(place);
    const had = yield* bookAtMeeting(entry, place, customer, player);
    yield* readBack(place, had, player);
  },
};
