import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** The end of one is the start of the next: both must be given, in whatever order they come. */
export const touchingIntervals: Shape = {
  name: 'touching-intervals',
  title: 'users take times that only touch',
  layout: 'touching',
  sizes: [2, 3],
  variants: ['gapless', 'with-buffer'],
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
