import { bookingDay } from '../scenarios/booking-day.plan.ts';
import type { Campaign } from './campaign.ts';

/** Minutes, on a developer's machine: a thousand users against the platform, and every law. */
export const rehearsal: Campaign = {
  name: 'rehearsal',
  summary: 'a good three minutes with 1,000 users: speed, errors, bookings, the database, and nothing lost',
  scope: [
    'api-latency',
    'error-rate',
    'booking-success',
    'booking-time',
    'performance-with-1000-concurrent-users',
    'connection-pooling',
    'indexes',
    'query-optimisation',
    'accounting',
  ],
  isSignOff: false,
  users: 1_000,
  world: { customers: 20_000, appointments: 60_000 },
  steps: [{ scenario: bookingDay }],
};
