import { bookingDay } from '../scenarios/booking-day.plan.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { providerStorm } from '../scenarios/provider-storm.plan.ts';
import { restoreDrill } from '../scenarios/restore-drill.plan.ts';
import { spike } from '../scenarios/spike.plan.ts';
import { webhookStorm } from '../scenarios/webhook-storm.plan.ts';
import type { Campaign } from './campaign.ts';
import { chaos } from './chaos.ts';

/** The launch decision: the whole checklist is in scope, and what nobody showed stays unknown. */
export const signOff: Campaign = {
  name: 'sign-off',
  summary: 'the whole checklist, with every line decided or named as unknown; the only campaign that can say GO',
  scope: [],
  isSignOff: true,
  users: 1_000,
  world: { customers: 100_000, appointments: 400_000 },
  steps: [
    { scenario: bookingDay, durationMs: 60 * 60_000 },
    { scenario: spike },
    { scenario: bookingRace },
    { scenario: webhookStorm, durationMs: 3 * 60_000 },
    { scenario: providerStorm },
    // A proxy between users and the platform would be a part of every latency that is judged.
    ...chaos.steps.filter(({ scenario }) => scenario.needs?.links?.includes('users') !== true),
    { scenario: restoreDrill },
  ],
};
