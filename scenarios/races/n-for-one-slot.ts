import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** All look beforehand; afterwards a few are enough, and a crowd would only be load. */
const lookersMax = 3;

/** N users see one free slot and take it at one moment: one of them gets it, at most. */
export const nForOneSlot: Shape = {
  name: 'n-for-one-slot',
  title: 'several users take one slot at one moment',
  layout: 'one',
  sizes: [2, 5, 20, 50, 200],
  role: () => 'book',
  lacks: () => undefined,
  *play(round, contender, player) {
    const place = round.places[0] as Place;
    yield lookAt(place);
    const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
    yield* readBack(place, had, player);
    if (round.contenders.indexOf(contender) < lookersMax) yield lookAt(place);
  },
};
