import { laws } from '../criteria/checklist/laws.ts';
import { webhookLaws } from '../criteria/checklist/webhook-laws.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { smoke } from '../scenarios/smoke.plan.ts';
import { webhookStorm } from '../scenarios/webhook-storm.plan.ts';
import type { Campaign } from './campaign.ts';

/** Each change, before anybody merges it: what nightly has, in small, but for speed, which minutes cannot carry. */
export const pullRequest: Campaign = {
  name: 'pull-request',
  summary: 'three minutes for each change: every journey, races of every shape, webhooks, and their laws; no speed',
  scope: [...laws, ...webhookLaws].map(({ id }) => id),
  isSignOff: false,
  users: 20,
  world: { customers: 20_000, appointments: 60_000 },
  steps: [
    { scenario: smoke, durationMs: 20_000 },
    { scenario: bookingRace },
    { scenario: webhookStorm, durationMs: 8_000 },
  ],
};
