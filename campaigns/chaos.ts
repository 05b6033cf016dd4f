import { experimentScenario } from '../chaos/experiment-scenario.ts';
import { apiProcessKilled } from '../chaos/experiments/api-process-killed.ts';
import { apiProcessPaused } from '../chaos/experiments/api-process-paused.ts';
import { apiProcessesRestarted } from '../chaos/experiments/api-processes-restarted.ts';
import { databaseCut } from '../chaos/experiments/database-cut.ts';
import { databaseKilled } from '../chaos/experiments/database-killed.ts';
import { providerDown } from '../chaos/experiments/provider-down.ts';
import { repliesLost } from '../chaos/experiments/replies-lost.ts';
import { requestsDoubled } from '../chaos/experiments/requests-doubled.ts';
import { tableLocked } from '../chaos/experiments/table-locked.ts';
import { workerOrRelayKilled } from '../chaos/experiments/worker-or-relay-killed.ts';
import type { Campaign } from './campaign.ts';
import { experimentScope } from './experiment-scope.ts';
import { rehearsal } from './rehearsal.ts';

const experiments = [
  ...[apiProcessKilled, apiProcessPaused, apiProcessesRestarted, workerOrRelayKilled],
  ...[repliesLost, requestsDoubled, databaseCut, databaseKilled, tableLocked, providerDown],
];

/**
 * Everything that breaks here is broken once, and healed, one after the other, while people book. Runs of their own are
 * `overload`, where the platform is another one, with few connections, `files-used-up` and `clock-jump`, which not
 * every environment can do, and `restore-drill`.
 */
export const chaos: Campaign = {
  ...rehearsal,
  name: 'chaos',
  summary: 'twelve minutes: processes, database, links and providers break in turn; what was said must stay true',
  scope: experimentScope(experiments),
  steps: experiments.map((experiment) => ({ scenario: experimentScenario(experiment) })),
};
