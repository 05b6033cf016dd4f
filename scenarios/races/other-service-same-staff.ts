import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** One person cannot do two things at once, whatever the services are called. */
export const otherServiceSameStaff: Shape = {
  name: 'other-service-same-staff',
  title: 'users take one person at one time for different services',
  layout: 'other-service',
  sizes: [2, 4],
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
