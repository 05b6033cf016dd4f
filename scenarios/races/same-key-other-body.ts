import type { Place } from '../../core/round.ts';
import { keyedOrderOf, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** A key that was used comes again with another wish: refused, or a booking of its own, but never the old answer. */
export const sameKeyOtherBody: Shape = {
  name: 'same-key-other-body',
  title: 'one idempotency key comes again with another request',
  layout: 'apart',
  sizes: [2, 3],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'book' : 'book-elsewhere'),
  lacks: (offers) => lacks(offers, [], { idempotencyKeys: true }),
  *play(round, contender, player) {
    const { board } = player;
    const index = round.contenders.indexOf(contender);
    const place = round.places[index] as Place;
    const tag = player.newTag();
    const wish = { customer: contender.customer, tag };
    if (index > 0) yield { awaits: 'booked' };
    const intent = keyedOrderOf(String(round.factors.entry), place, wish, player, player.roundTag);
    const completion = yield { meet: intent };
    if (index === 0) board.note('booked', completion.type);
    const booking = completion.type === 'ok' ? completion.answer.booking : undefined;
    if (booking !== undefined) yield* readBack(place, { completion, booking, tag }, player);
  },
};
