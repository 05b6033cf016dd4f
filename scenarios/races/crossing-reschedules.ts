import type { Place } from '../../core/round.ts';
import { bookNow, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/**
 * Pairs who have bookings with two colleagues and move to the other's one at one moment. `swap`: each to the time that
 * the other still has. `opposite`: each to a free time; nothing stands in the way of either, but whoever locks one
 * calendar after the other, in the order of the request, has two that wait for each other.
 */
export const crossingReschedules: Shape = {
  name: 'crossing-reschedules',
  title: 'bookings of two colleagues are moved past each other',
  layout: 'two-resources',
  sizes: [2, 6],
  variants: ['swap', 'opposite'],
  role: (contender) => (contender % 2 === 0 ? 'move-there' : 'move-here'),
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, contender, player) {
    const index = round.contenders.indexOf(contender);
    const [pair, side] = [4 * Math.floor(index / 2), index % 2];
    const from = round.places[pair + side] as Place;
    const to = round.places[pair + (round.factors.variant === 'swap' ? 1 : 3) - side] as Place;
    const { tenant } = from;
    const had = yield* bookNow(String(round.factors.entry), from, contender.customer, player);
    const { booking, tag } = had;
    if (booking === undefined) return;
    yield { meet: { verb: 'reschedule', tenant, booking, slot: to.slot, tag } };
    yield* readBack(from, had, player);
  },
};
