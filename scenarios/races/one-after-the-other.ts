import type { Place } from '../../core/round.ts';
import { bookAtMeeting, lookAt, readBack } from './book-slot.ts';
import type { Shape } from './shape.ts';

/** The control: who comes second comes when the first was told. A platform that accepts both checks nothing at all. */
export const oneAfterTheOther: Shape = {
  name: 'one-after-the-other',
  title: 'users take one slot one after the other',
  layout: 'one',
  sizes: [2, 3],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'book' : 'book-later'),
  lacks: () => undefined,
  *play(round, contender, player) {
    const place = round.places[0] as Place;
    const index = round.contenders.indexOf(contender);
    if (index === 0) yield lookAt(place);
    else yield { awaits: `told ${index - 1}` };
    const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
    player.board.note(`told ${index}`, had.completion.type);
    yield* readBack(place, had, player);
    yield lookAt(place);
  },
};
