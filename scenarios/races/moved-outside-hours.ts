import type { Place } from '../../core/round.ts';
import { bookNow, readBack } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** What may not be booked may not be moved to either: some platforms look at the hours only when something is made. */
export const movedOutsideHours: Shape = {
  name: 'moved-outside-hours',
  title: 'a user moves a booking outside of working hours and into the past',
  layout: 'within-then-outside',
  sizes: [1],
  isSequence: true,
  role: () => 'move-outside',
  lacks: (offers) => lacks(offers, ['reschedule']),
  *play(round, { customer }, player) {
    const [within, ...outside] = round.places;
    const place = within as Place;
    const { tenant } = place;
    const had = yield* bookNow(String(round.factors.entry), place, customer, player);
    let { booking } = had;
    for (const [index, { slot }] of outside.entries()) {
      if (booking === undefined) return;
      const move = { verb: 'reschedule', tenant, booking, slot, tag: had.tag } as const;
      const moved = yield index === 0 ? { meet: move } : move;
      if (moved.type === 'ok') booking = moved.answer.booking ?? booking;
    }
    yield* readBack(place, { ...had, booking }, player);
  },
};
