import { bookingDay } from '../scenarios/booking-day.plan.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { providerStorm } from '../scenarios/provider-storm.plan.ts';
import { spike } from '../scenarios/spike.plan.ts';
import { webhookStorm } from '../scenarios/webhook-storm.plan.ts';
import type { Campaign } from './campaign.ts';
import { rehearsal } from './rehearsal.ts';

/** Every night, when nobody watches: more data, longer, and the Monday-morning spike. */
export const nightly: Campaign = {
  name: 'nightly',
  summary:
    'an hour with a year of data: the rehearsal for long, uptime, the Monday-morning spike, races, and long storms',
  scope: [...rehearsal.scope, 'uptime', 'webhook-timeouts'],
  isSignOff: false,
  users: 1_000,
  world: { customers: 100_000, appointments: 400_000 },
  steps: [
    { scenario: bookingDay, durationMs: 55 * 60_000 },
    { scenario: spike },
    { scenario: bookingRace },
    { scenario: webhookStorm, durationMs: 3 * 60_000 },
    { scenario: providerStorm },
  ],
};
