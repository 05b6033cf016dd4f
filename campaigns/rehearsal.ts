import { laws } from '../criteria/checklist/laws.ts';
import { bookingDay } from '../scenarios/booking-day.plan.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import type { Campaign } from './campaign.ts';

/** Minutes, on a developer's machine: a thousand users against the platform, races, and every law. */
export const rehearsal: Campaign = {
  name: 'rehearsal',
  summary:
    'a good four minutes with 1,000 users, then races for the same slots: speed, errors, the database, and every law',
  scope: [
    'api-latency',
    'error-rate',
    'booking-success',
    'booking-time',
    'performance-with-1000-concurrent-users',
    'connection-pooling',
    'indexes',
    'query-optimisation',
    ...laws.map(({ id }) => id),
  ],
  isSignOff: false,
  users: 1_000,
  world: { customers: 20_000, appointments: 60_000 },
  steps: [{ scenario: bookingDay }, { scenario: bookingRace }],
};
