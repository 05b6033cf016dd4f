import { bookingRace } from '../scenarios/booking-race.plan.ts';
import { soak as soakScenario } from '../scenarios/soak.plan.ts';
import type { Campaign } from './campaign.ts';
import { rehearsal } from './rehearsal.ts';

/** Hours: what grows slowly shows only then. */
export const soak: Campaign = {
  name: 'soak',
  summary: 'four hours with 1,000 users: memory, connections and latency must not creep',
  scope: [...rehearsal.scope, 'uptime', 'memory'],
  isSignOff: false,
  users: 1_000,
  world: { customers: 100_000, appointments: 400_000 },
  steps: [{ scenario: soakScenario }, { scenario: bookingRace }],
};
