import type { Contender, Place } from '../../core/round.ts';
import { keyedOrderOf, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** One request with one idempotency key arrives several times at one moment: one booking, and one answer for all. */
export const oneKeyManyTimes: Shape = {
  name: 'one-key-many-times',
  title: 'one request with one idempotency key arrives several times at one moment',
  layout: 'one',
  sizes: [2, 8],
  role: () => 'same-request',
  lacks: (offers) => lacks(offers, [], { idempotencyKeys: true }),
  *play(round, _, player) {
    const place = round.places[0] as Place;
    const { customer } = round.contenders[0] as Contender;
    yield lookAt(place);
    const tag = player.roundTag;
    const intent = keyedOrderOf(String(round.factors.entry), place, { customer, tag }, player, tag);
    const completion = yield { meet: intent };
    const booking = completion.type === 'ok' ? completion.answer.booking : undefined;
    if (booking !== undefined) yield* readBack(place, { completion, booking, tag }, player);
    yield intent;
  },
};
