import type { Place } from '../../core/round.ts';
import { bookAtMeeting, bookNow, utcText } from './book-slot.ts';
import type { Shape } from './shape.ts';

const lookMs = 30 * 60_000;

/** The night in which the clock is changed, half an hour after the other: what is offered is asked for, and given. */
export const dstNights: Shape = {
  name: 'dst-nights',
  title: 'a user books through the night in which the clock is changed',
  layout: 'night',
  sizes: [1],
  isSequence: true,
  // A dozen places.
  lastsMs: 30_000,
  role: () => 'book-what-is-offered',
  lacks: () => undefined,
  *play(round, { customer }, player) {
    const entry = String(round.factors.entry);
    for (const [index, place] of round.places.entries()) {
      const { tenant, branch, service, slot } = place as Place;
      const to = utcText(Date.parse(slot.start) + lookMs);
      const found = yield {
        verb: 'find-slots',
        tenant,
        branch,
        service,
        resource: slot.resource,
        from: slot.start,
        to,
      };
      const offered = found.type === 'ok' ? found.answer.slots?.[0] : undefined;
      const wanted = { ...place, slot: offered ?? slot };
      // What nobody offers is asked for all the same: it lies outside of the hours, or is taken, or is withheld.
      if (index === 0) yield* bookAtMeeting(entry, wanted, customer, player);
      else yield* bookNow(entry, wanted, customer, player);
    }
  },
};
