import type { Place } from '../../core/round.ts';
import { bookNow, lookAt } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** Asked directly for somebody who does not do that service: whoever is never shown with it is not given for it. */
export const notTheirService: Shape = {
  name: 'not-their-service',
  title: 'a user asks directly for a person who does not do that service',
  layout: 'not-theirs',
  sizes: [1],
  isSequence: true,
  role: () => 'look-and-book',
  lacks: () => undefined,
  *play(round, { customer }, player) {
    const place = round.places[0] as Place;
    const shown = yield { meet: lookAt(place) };
    // Then they do it after all.
    if (shown.type === 'ok' && (shown.answer.slots ?? []).length > 0) return;
    yield* bookNow(String(round.factors.entry), place, customer, player);
  },
};
