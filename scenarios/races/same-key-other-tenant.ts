import type { Place } from '../../core/round.ts';
import { keyedOrderOf, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** Keys are made by customers' software: two companies may well use the same, and neither may notice the other. */
export const sameKeyOtherTenant: Shape = {
  name: 'same-key-other-tenant',
  title: 'two companies use the same idempotency key',
  layout: 'two-tenants',
  sizes: [2],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'book' : 'book-elsewhere'),
  lacks: (offers) => lacks(offers, [], { idempotencyKeys: true }),
  *play(round, contender, player) {
    const index = round.contenders.indexOf(contender);
    const place = round.places[index] as Place;
    const tag = player.newTag();
    if (index > 0) yield { awaits: 'booked' };
    const wish = { customer: contender.customer, tag };
    const intent = keyedOrderOf(String(round.factors.entry), place, wish, player, player.roundTag);
    const completion = yield { meet: intent };
    if (index === 0) player.board.note('booked', completion.type);
    const booking = completion.type === 'ok' ? completion.answer.booking : undefined;
    if (booking !== undefined) yield* readBack(place, { completion, booking, tag }, player);
  },
};
