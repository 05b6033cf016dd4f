import { restoreDrill } from '../scenarios/restore-drill.plan.ts';
import type { Campaign } from './campaign.ts';
import { chaos } from './chaos.ts';
import { longLoad } from './long-load.ts';

/** The launch decision: the whole checklist is in scope, and what nobody showed stays unknown. */
export const signOff: Campaign = {
  name: 'sign-off',
  summary: 'the whole checklist, with every line decided or named as unknown; the only campaign that can say GO',
  scope: [],
  isSignOff: true,
  users: 1_000,
  world: { customers: 100_000, appointments: 400_000 },
  steps: [
    ...longLoad(60 * 60_000),
    // A proxy between users and the platform would be a part of every latency that is judged.
    ...chaos.steps.filter(({ scenario }) => scenario.needs?.links?.includes('users') !== true),
    { scenario: restoreDrill },
  ],
};
