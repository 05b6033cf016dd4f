import type { Place } from '../../core/round.ts';
import { lacks } from './lacks.ts';
import type { Shape } from './shape.ts';

/** Numbers behind it are kept for films and books: nobody has one (see fixtures/reserved-number.ts). */
const block = '+493023125';

/** Who is one company's customer is nobody's business in another, even where somebody calls both. */
export const otherTenantCustomers: Shape = {
  name: 'other-tenant-customers',
  title: "a company looks for another one's customer by the phone number",
  layout: 'two-tenants',
  sizes: [2],
  isTogether: true,
  isSequence: true,
  role: (contender) => (contender === 0 ? 'register' : 'find-foreign'),
  lacks: (offers) => lacks(offers, ['register-customer', 'find-customer']),
  *play(round, { role }, player) {
    const [mine, theirs] = [round.places[0] as Place, round.places[1] as Place];
    if (role === 'register') {
      const phone = `${block}${String(player.random.integer(1_000_000)).padStart(6, '0')}`;
      const { tenant } = mine;
      const registered = yield {
        verb: 'register-customer',
        tenant,
        name: 'Erika Ansturm',
        phone,
        tag: player.newTag(),
      };
      player.board.note('phone', registered.type === 'ok' ? phone : '');
      // And is found where they are at home, so that a number that nobody finds proves nothing.
      if (registered.type === 'ok') yield { meet: { verb: 'find-customer', tenant, phone } };
      return;
    }
    yield { awaits: 'phone' };
    const phone = player.board.read('phone');
    if (phone) yield { meet: { verb: 'find-customer', tenant: theirs.tenant, phone } };
  },
};
