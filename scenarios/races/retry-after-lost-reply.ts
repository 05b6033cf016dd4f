import type { Place } from '../../core/round.ts';
import { bookAtMeeting, keyedOrderOf, lookAt, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** A user whose reply got lost asks again with the same tag and key, while somebody else wants the slot too. */
export const retryAfterLostReply: Shape = {
  name: 'retry-after-lost-reply',
  title: 'a user asks again with the same key, while another wants the slot',
  layout: 'one',
  sizes: [2, 4],
  role: (contender) => (contender === 0 ? 'ask-again' : 'book'),
  lacks: (offers) => lacks(offers, [], { idempotencyKeys: true }),
  *play(round, { role, customer }, player) {
    const place = round.places[0] as Place;
    const entry = String(round.factors.entry);
    yield lookAt(place);
    if (role === 'book') {
      const had = yield* bookAtMeeting(entry, place, customer, player);
      yield* readBack(place, had, player);
      return;
    }
    const tag = player.newTag();
    const intent = keyedOrderOf(entry, place, { customer, tag }, player, tag);
    yield { meet: intent };
    const completion = yield intent;
    yield intent;
    const booking = completion.type === 'ok' ? completion.answer.booking : undefined;
    if (booking !== undefined) yield* readBack(place, { completion, booking, tag }, player);
  },
};
