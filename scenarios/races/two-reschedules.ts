import type { Place } from '../../core/round.ts';
import { bookNow, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** One booking is moved to several places at one moment: it ends at one of them, and the others stay free. */
export const twoReschedules: Shape = {
  name: 'two-reschedules',
  title: 'one booking is moved to different times at one moment',
  layout: 'apart',
  sizes: [2, 3],
  isTogether: true,
  role: () => 'move',
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, contender, player) {
    const { board } = player;
    const index = round.contenders.indexOf(contender);
    const [from, to] = [round.places[0] as Place, round.places[index + 1] as Place];
    const { tenant } = from;
    const entry = String(round.factors.entry);
    if (index === 0) {
      const { booking, tag } = yield* bookNow(entry, from, contender.customer, player);
      if (booking !== undefined) board.note('tag', tag);
      board.note('booking', booking ?? '');
    } else yield { awaits: 'booking' };
    const [booking, tag] = [board.read('booking'), board.read('tag')];
    if (!booking || !tag) return;
    const completion = yield { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } };
    yield* readBack(to, { completion, booking, tag }, player);
    // Then all want the place that they moved to, and the first one that which was left: what is free is given.
    yield { untilMs: 700 };
    yield* bookNow('voice', to, contender.customer, player);
    if (index === 0) yield* bookNow('voice', from, contender.customer, player);
    yield* readBack(to, { completion, booking, tag }, player);
  },
};
