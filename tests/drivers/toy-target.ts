import type { Target } from '../../targets/target.ts';

/** The adapter of the toy platform; drivers load it by its export's name. */
export const target: Target = {
  name: 'toy',
  offers: {
    verbs: ['find-slots', 'book', 'read-booking', 'find-customer', 'list-bookings', 'read-state', 'probe'],
    holds: false,
    capacity: false,
    idempotencyKeys: true,
    tags: true,
    stickySessions: false,
  },
  *perform(intent) {
    const slot = { resource: 'staff-1', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
    if (intent.verb === 'book') yield { step: 'book' };
    const reply = yield {
      method: intent.verb === 'book' ? 'POST' : 'GET',
      path: `/${intent.verb}`,
      route: `/${intent.verb}`,
      sign: { scheme: 'bearer', secret: 'toy-key' },
    };
    if (reply.status === 409) return { type: 'fail', reason: 'taken', keys: ['staff-1'] };
    if (reply.status !== 200) return { type: 'info', reason: 'unknown', sample: reply.body };
    if (intent.verb === 'find-slots') return { type: 'ok', keys: [], answer: { slots: Array(9).fill(slot) } };
    if (intent.verb === 'list-bookings' || intent.verb === 'read-state')
      return { type: 'ok', answer: { bookings: [] } };
    if (intent.verb === 'read-booking') {
      const stored = { id: 'b1', tenant: intent.tenant, ...slot, status: 'booked' as const };
      return { type: 'ok', keys: ['staff-1'], answer: { bookings: [stored] } };
    }
    return { type: 'ok', keys: ['staff-1'], answer: { booking: 'b1', customer: 'c1', slot } };
  },
};
