import { experimentScenario } from '../chaos/experiment-scenario.ts';
import { apiProcessKilled } from '../chaos/experiments/api-process-killed.ts';
import { apiProcessPaused } from '../chaos/experiments/api-process-paused.ts';
import { apiProcessesRestarted } from '../chaos/experiments/api-processes-restarted.ts';
import { databaseCut } from '../chaos/experiments/database-cut.ts';
import { databaseKilled } from '../chaos/experiments/database-killed.ts';
import { providerDown } from '../chaos/experiments/provider-down.ts';
import { repliesLost } from '../chaos/experiments/replies-lost.ts';
import { workerOrRelayKilled } from '../chaos/experiments/worker-or-relay-killed.ts';
import { restoreDrill } from '../scenarios/restore-drill.plan.ts';
import type { Campaign } from './campaign.ts';
import { experimentScope } from './experiment-scope.ts';
import { rehearsal } from './rehearsal.ts';

const experiments = [
  ...[apiProcessKilled, apiProcessPaused, apiProcessesRestarted, workerOrRelayKilled],
  ...[repliesLost, databaseCut, databaseKilled, providerDown],
];

/**
 * Everything that breaks here is broken once, and healed, one after the other, while people book. Where too much is
 * asked (`overload`) the platform is another one, with few connections: a campaign of its own.
 */
export const chaos: Campaign = {
  ...rehearsal,
  name: 'chaos',
  summary: 'eleven minutes: processes, database, links and providers break in turn, and a backup is restored',
  scope: [...experimentScope(experiments), ...(restoreDrill.decides ?? [])],
  steps: [
    ...experiments.map((experiment) => ({ scenario: experimentScenario(experiment) })),
    { scenario: restoreDrill },
  ],
};
