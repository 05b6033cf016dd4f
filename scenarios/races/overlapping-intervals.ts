import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** Two times that start apart and overlap: whoever compares starts only accepts both. */
export const overlappingIntervals: Shape = {
  name: 'overlapping-intervals',
  title: 'users take two times that overlap',
  layout: 'overlapping',
  sizes: [2, 6],
  role: () => 'book',
  lacks: () => undefined,
  *play(round, contender, player) {
    const index = round.contenders.indexOf(contender);
    const place = round.places[index % round.places.length] as Place;
    yield lookAt(place);
    const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
    yield* readBack(place, had, player);
    yield lookAt(place);
  },
};
