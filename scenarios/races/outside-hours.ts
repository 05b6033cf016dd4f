import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** Asked directly, past every list of what is free: after hours, before them, on a holiday, in the past. */
export const outsideHours: Shape = {
  name: 'outside-hours',
  title: 'users ask directly for times outside of working hours and in the past',
  layout: 'outside',
  sizes: [4],
  isTogether: true,
  isSequence: true,
  role: () => 'book',
  lacks: () => undefined,
  *play(round, contender, player) {
    // There may be more places than contenders: each round begins with another one.
    const turn = round.number + round.contenders.indexOf(contender);
    const place = round.places[turn % round.places.length] as Place;
    yield lookAt(place);
    yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
  },
};
