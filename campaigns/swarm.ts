import { experimentScenario } from '../chaos/experiment-scenario.ts';
import { swarm as swarmOf } from '../chaos/swarm.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Campaign } from './campaign.ts';
import { experimentScope } from './experiment-scope.ts';
import { rehearsal } from './rehearsal.ts';

/** Which faults there are follows from the run's seed and from what can be broken; what they need of it does not. */
const scenario: Scenario = {
  ...experimentScenario(swarmOf(1)),
  needs: { links: ['database', 'users'], ownClock: true },
  plan: ({ durationMs, ...options }) =>
    experimentScenario(swarmOf(options.seed ?? 1, durationMs, options.breakable)).plan(options),
};

/** A minute or an hour of whatever the seed makes of all that can be broken. */
export const swarm: Campaign = {
  ...rehearsal,
  name: 'swarm',
  summary: 'two minutes, or an hour: parts break in an order that the seed makes; what was said must stay true',
  scope: experimentScope([]),
  steps: [{ scenario }],
};
