import { experimentScenario } from '../chaos/experiment-scenario.ts';
import { apiProcessAway } from '../chaos/experiments/api-process-away.ts';
import { databaseCut } from '../chaos/experiments/database-cut.ts';
import { databaseSlow } from '../chaos/experiments/database-slow.ts';
import { providerAway } from '../chaos/experiments/provider-away.ts';
import { replicaLags } from '../chaos/experiments/replica-lags.ts';
import type { Campaign } from './campaign.ts';
import { experimentScope } from './experiment-scope.ts';
import { rehearsal } from './rehearsal.ts';

const experiments = [apiProcessAway, databaseSlow, databaseCut, providerAway, replicaLags];

/** Whatever a platform has alerts for, for long enough that they are raised; then until they have ended. */
export const alerts: Campaign = {
  ...rehearsal,
  name: 'alerts',
  summary: "ten minutes: what is broken must raise the target's own alerts, and they must end; in containers",
  scope: ['alert-rules', ...experimentScope(experiments)],
  steps: experiments.map((experiment) => ({ scenario: experimentScenario(experiment) })),
};
