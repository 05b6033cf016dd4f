import type { Place } from '../../core/round.ts';
import { bookNow } from './book-slot.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** A company that knows the id of another one's booking, or its branch, sees nothing of it. */
export const otherTenantLooks: Shape = {
  name: 'other-tenant-looks',
  title: "a company reads another one's booking by its id, and looks for it in the list of its day",
  layout: 'two-tenants',
  sizes: [2],
  variants: ['by-id', 'in-a-list'],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'book' : 'read-foreign'),
  lacks: (offers, variant) =>
    lacks(offers, variant === 'in-a-list' ? ['read-booking', 'list-bookings'] : ['read-booking']),
  *play(round, { role, customer }, player) {
    const [mine, theirs] = [round.places[0] as Place, round.places[1] as Place];
    if (role === 'book') {
      const { booking } = yield* bookNow(String(round.factors.entry), mine, customer, player);
      player.board.note('booking', booking ?? '');
      if (booking) yield { meet: { verb: 'read-booking', tenant: mine.tenant, booking } };
      return;
    }
    yield { awaits: 'booking' };
    const booking = player.board.read('booking');
    if (!booking) return;
    const { tenant } = theirs;
    const day = mine.slot.start.slice(0, 10);
    yield round.factors.variant === 'in-a-list'
      ? { meet: { verb: 'list-bookings', tenant, branch: mine.branch, day, booking } }
      : { meet: { verb: 'read-booking', tenant, booking } };
  },
};
