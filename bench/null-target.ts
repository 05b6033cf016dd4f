import type { Target } from '../targets/target.ts';

const slot = { resource: 'staff-1', start: '2027-03-02T10:00:00Z', end: '2027-03-02T10:30:00Z' };

/** The adapter of the null platform: one request an intent, with the headers and bodies of a real one. */
export const target: Target = {
  name: 'null-platform',
  offers: {
    verbs: [
      'find-slots',
      'book',
      'hold',
      'confirm',
      'cancel',
      'reschedule',
      'read-booking',
      'list-bookings',
      'find-customer',
    ],
    holds: true,
    capacity: false,
    idempotencyKeys: true,
    tags: true,
    stickySessions: false,
  },
  *perform(intent) {
    const { verb } = intent;
    const isRead = verb.startsWith('find') || verb.startsWith('read') || verb.startsWith('list');
    if (!isRead) yield { step: verb };
    const reply = yield {
      method: isRead ? 'GET' : 'POST',
      path: `/v1/${verb}`,
      route: `/v1/${verb}`,
      sign: { scheme: 'bearer', secret: 'key' },
      ...(isRead ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(intent) }),
    };
    if (reply.status !== 200) return { type: 'info', reason: 'unknown' };
    JSON.parse(reply.body);
    if (verb === 'find-slots') return { type: 'ok', answer: { slots: [slot, slot, slot] } };
    if (verb === 'list-bookings') return { type: 'ok', answer: { bookings: [] } };
    if (intent.verb === 'read-booking') {
      const stored = { id: 'booking-1', tenant: intent.tenant, ...slot, status: 'booked' as const };
      return { type: 'ok', keys: [slot.resource], answer: { bookings: [stored] } };
    }
    return { type: 'ok', keys: [slot.resource], answer: { booking: 'booking-1', customer: 'customer-1', slot } };
  },
};
