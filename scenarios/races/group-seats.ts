import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * A group appointment has M seats, and more users than that want one at one moment. Where it has as many as there are
 * users, or more, they take seats beforehand, until there are left for half of them.
 */
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
    for (let seat = 0; seat < seatsBefore(place, round.contenders.length, index); seat += 1) {
      yield* bookNow(String(round.factors.entry), place, contender.customer, player);
    }
    yield lookAt(place);
    const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
    yield* readBack(place, had, player);
    yield lookAt(place);
  },
};

/** How many seats this contender takes beforehand. */
function seatsBefore({ seats = 1 }: Place, contenders: number, index: number): number {
  const before = seats < contenders ? 0 : seats - Math.ceil(contenders / 2);
  return Math.floor(before / contenders) + (index < before % contenders ? 1 : 0);
}
