import type { Options } from 'k6/options';
import { camelCase } from '../../core/camel-case.ts';
import type { Arrivals, Plan } from '../../core/plan.ts';

/** A plan as k6's options: open arrivals, and no thresholds, since a verdict never comes from k6. */
export function optionsOf(plan: Plan): Options {
  const scenarios: NonNullable<Options['scenarios']> = {};
  for (const arrivals of plan.arrivals) scenarios[arrivals.journey] = executorOf(arrivals, plan.gracePeriodMs);
  if (plan.lanes === undefined) return { scenarios, noConnectionReuse: plan.isReconnecting === true };
  scenarios.race = lanesOf(plan, plan.lanes);
  // Go keeps so many idle connections of a VU, and six to a host without this: contenders would connect in the race.
  return { scenarios, batch: connectionsMax, batchPerHost: connectionsMax };
}

const connectionsMax = 256;

/** Every lane is one iteration that lasts as long as the load. */
function lanesOf({ phases, gracePeriodMs }: Plan, lanes: number): NonNullable<Options['scenarios']>[string] {
  const lengthMs = phases[phases.length - 1]?.toMs ?? 0;
  return {
    executor: 'per-vu-iterations',
    exec: 'race',
    vus: lanes,
    iterations: 1,
    maxDuration: `${lengthMs}ms`,
    gracefulStop: `${gracePeriodMs}ms`,
  };
}

/** k6 takes whole rates only, so they are stated for a longer unit. */
const unitSeconds = 1000;

function executorOf(arrivals: Arrivals, gracePeriodMs: number): NonNullable<Options['scenarios']>[string] {
  return {
    executor: 'ramping-arrival-rate',
    exec: camelCase(arrivals.journey),
    timeUnit: `${unitSeconds}s`,
    startRate: Math.round(arrivals.startPerSecond * unitSeconds),
    stages: arrivals.stages.map(({ durationMs, endPerSecond }) => ({
      duration: `${durationMs}ms`,
      target: Math.round(endPerSecond * unitSeconds),
    })),
    preAllocatedVUs: arrivals.openMax,
    maxVUs: arrivals.openMax,
    gracefulStop: `${gracePeriodMs}ms`,
  };
}
