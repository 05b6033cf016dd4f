import type { Campaign } from './campaign.ts';
import { longLoad } from './long-load.ts';
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
  steps: longLoad(55 * 60_000),
};
