import type { Place } from '../../core/round.ts';
import { bookAtMeeting, entries, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** Web users hold and confirm, the assistant books, reception books: three ways in, one slot. */
export const severalEntries: Shape = {
  name: 'several-entries',
  title: 'web, assistant and reception take one slot at one moment',
  layout: 'one',
  sizes: [3, 6],
  role: (contender) => entries[contender % entries.length] ?? 'voice',
  lacks: () => undefined,
  *play(round, contender, player) {
    const index = round.contenders.indexOf(contender);
    const place = round.places[index % round.places.length] as Place;
    yield lookAt(place);
    const had = yield* bookAtMeeting(entries[index % entries.length] ?? 'voice', place, contender.customer, player);
    yield* readBack(place, had, player);
    yield lookAt(place);
  },
};
