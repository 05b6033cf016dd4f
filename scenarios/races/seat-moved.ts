import type { Place } from '../../core/round.ts';
import { bookNow, lookAt, orderOf } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * Of a full group one person moves to another time: there is one seat more where they were, and one less where they
 * went; and when they cancel, it is the other way about there, and nothing changes where they had been.
 */
export const seatMoved: Shape = {
  name: 'seat-moved',
  title: 'somebody moves from a full group to another one, and cancels there',
  layout: 'two-groups',
  sizes: [8],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'move' : 'book'),
  lacks: (offers) => lacks(offers, ['reschedule', 'cancel'], { capacity: true }),
  *play(round, contender, player) {
    const { board, newTag } = player;
    const { customer } = contender;
    const [from, to] = [round.places[0] as Place, round.places[1] as Place];
    const { tenant, seats = 1 } = from;
    const entry = String(round.factors.entry);
    const index = round.contenders.indexOf(contender);
    // As many as there are seats fill the first group.
    const own = index < seats ? yield* bookNow(entry, from, customer, player) : undefined;
    board.note(`filled-${index}`, 'yes');
    if (index === 0) {
      for (let other = 1; other < seats; other += 1) yield { awaits: `filled-${other}` };
      const moved = own?.booking && { tenant, booking: own.booking, tag: own.tag };
      const said = moved ? yield { meet: { verb: 'reschedule', ...moved, slot: to.slot } } : undefined;
      board.note('moved', 'yes');
      yield { awaits: 'both-full' };
      if (!moved || said?.type !== 'ok') return;
      yield { verb: 'cancel', ...moved, booking: said.answer.booking ?? moved.booking };
      board.note('cancelled', 'yes');
      return;
    }
    yield { awaits: index === seats ? 'moved' : 'taken' };
    // The next one takes the seat that was left; the others, with the one who came, are as many as the second has.
    const wanted = index === seats ? from : to;
    const first = orderOf('staff', wanted, { customer, tag: newTag() }, player);
    yield { meet: first };
    if (index !== seats) return;
    board.note('taken', 'yes');
    yield* bookNow('staff', to, customer, player);
    board.note('both-full', 'yes');
    yield { awaits: 'cancelled' };
    yield lookAt(from);
    yield* bookNow('staff', from, customer, player);
    yield* bookNow('staff', to, customer, player);
  },
};
