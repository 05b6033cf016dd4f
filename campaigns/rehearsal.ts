import { laws } from '../criteria/checklist/laws.ts';
import { outgoingLaws } from '../criteria/checklist/outgoing-laws.ts';
import { webhookLaws } from '../criteria/checklist/webhook-laws.ts';
import { bookingDay } from '../scenarios/booking-day.plan.ts';
import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { providerStorm } from '../scenarios/provider-storm.plan.ts';
import { webhookStorm } from '../scenarios/webhook-storm.plan.ts';
import type { Campaign } from './campaign.ts';

/** Minutes, on a developer's machine: a thousand users against the platform, races, a storm, and every law. */
export const rehearsal: Campaign = {
  name: 'rehearsal',
  summary: 'under five minutes: 1,000 users, races, webhooks, failing providers; speed, the database, and every law',
  scope: [
    'api-latency',
    'error-rate',
    'booking-success',
    'booking-time',
    'performance-with-1000-concurrent-users',
    'connection-pooling',
    'indexes',
    'query-optimisation',
    ...[...laws, ...webhookLaws, ...outgoingLaws].map(({ id }) => id),
    'circuit-breakers',
  ],
  isSignOff: false,
  users: 1_000,
  world: { customers: 20_000, appointments: 60_000 },
  steps: [
    { scenario: bookingDay, durationMs: 75_000 },
    { scenario: bookingRace },
    { scenario: webhookStorm, durationMs: 10_000 },
    { scenario: providerStorm, durationMs: 38_000 },
  ],
};
