import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** A group appointment has M seats, and more users than that want one at one moment. */
export const groupSeats: Shape = {
  name: 'group-seats',
  title: 'more users than seats take one group appointment',
  layout: 'group',
  sizes: [8, 16],
  role: () => 'book',
  lacks: (offers) => lacks(offers, [], { capacity: true }),
  *play(round, contender, player) {
    const index = round.contenders.indexOf(contender);
    const place = round.places[index % round.places.length] as Place;
    yield lookAt(place);
    const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
    yield* readBack(place, had, player);
    yield lookAt(place);
  },
};
