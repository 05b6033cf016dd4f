import type { LinkName, Phase, PlannedFault } from '../core/plan.ts';
import { patience, surgingArrivals } from '../scenarios/arrivals.ts';
import type { JourneyName, Scenario } from '../scenarios/scenario.ts';
import type { Experiment } from './experiment.ts';

/** Moderate demand: what a platform does in it says what the fault did, and not what the load did. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 4, 'web-booking': 5, 'staff-day': 1 };

/** People who hardly think: a visit takes two seconds, so that one of the fault's time is over soon after it. */
const pauseFactor = 0.05;

/** So long a visit may stay open before arrivals are dropped. */
const openMs = 20_000;

const steadyMs = 15_000;
/** The longest that a platform may take to recover by the bounds, and then long enough to see that it has. */
const recoveryMs = 30_000;

/**
 * The load and the faults of one experiment: the platform is seen to be steady, something is broken and healed, and
 * the platform is watched until it must have recovered. It feeds no criterion of speed; laws see all of it.
 */
export function experimentScenario(experiment: Experiment): Scenario {
  const { name, hypothesis, faults, faultMs, allows, throttle, overload, clockChange, demand = 1 } = experiment;
  return {
    name,
    summary: hypothesis,
    needs: {
      links: linksOf([...faults, ...throttled(throttle, 0)]),
      ...(throttle === undefined ? {} : { poolMax: throttle.poolMax }),
      ...(faults.some(({ fault }) => fault === 'clock-jumps') ? { ownClock: true } : {}),
      ...(faults.some(isOfReplica) ? { replica: true } : {}),
      ...(clockChange === undefined ? {} : { clockChange: { direction: clockChange.direction, atMs: changeMs } }),
    },
    plan({ durationMs = steadyMs + faultMs + recoveryMs }) {
      const factor = durationMs / (steadyMs + faultMs + recoveryMs);
      const brokenMs = Math.round(steadyMs * factor);
      const healedMs = brokenMs + faultMs;
      const lengthMs = Math.max(healedMs, durationMs);
      const arrivals = {
        durationMs: lengthMs,
        openMs,
        surge: { times: overload ?? 1, fromMs: brokenMs, toMs: healedMs },
      };
      return {
        name,
        entry: 'experiment',
        users: 0,
        requestsPerSecond: 0,
        phases: [
          phase('steady', 0, brokenMs),
          phase('fault', brokenMs, healedMs),
          phase('recovery', healedMs, lengthMs),
        ],
        arrivals: surgingArrivals(perSecond, demand, arrivals),
        feeds: [],
        ...(clockChange === undefined ? {} : { beginsAtMs: changeMs - clockChange.afterMs - brokenMs }),
        ...patience,
        // Who thinks while too much is asked is still there when the surge is over.
        pauseFactor: overload === undefined ? pauseFactor : 0,
        ...(faults.some(({ fault }) => reconnecting.includes(fault)) ? { isReconnecting: true } : {}),
        experiment: { hypothesis, allows, ...(overload === undefined ? {} : { overload }) },
        faults: [
          ...faults.map((fault) => ({ ...fault, atMs: fault.atMs + brokenMs })),
          ...throttled(throttle, lengthMs + startingMs),
        ],
      };
    },
  };
}

/** What is about connections that are new, or about requests that nobody may ask again in silence. */
const reconnecting: readonly PlannedFault['fault'][] = ['replies-lost', 'files-used-up'];

/** When clocks change in a run that needs it: by then the platform was started, filled and at rest on any machine. */
const changeMs = 120_000;
function isOfReplica(planned: PlannedFault): boolean {
  if ('process' in planned) return planned.process === 'replica';
  return 'link' in planned && planned.link === 'replication';
}

/** A generator takes a while until it begins. */
const startingMs = 3_000;

function throttled(throttle: Experiment['throttle'], durationMs: number): readonly PlannedFault[] {
  if (throttle === undefined) return [];
  const { link, latencyMs } = throttle;
  return [{ fault: 'link-slow', link, latencyMs, jitterMs: 0, atMs: 0, durationMs, isThroughout: true }];
}

/** Links that its faults break; the replies of users are lost between them and the platform. */
function linksOf(faults: readonly PlannedFault[]): readonly LinkName[] {
  return [
    ...new Set(
      faults.flatMap((planned): readonly LinkName[] => {
        if ('link' in planned) return [planned.link];
        return 'share' in planned && !('process' in planned) ? ['users'] : [];
      }),
    ),
  ];
}

function phase(name: string, fromMs: number, toMs: number): Phase {
  return { name, fromMs, toMs, measured: name === 'steady' };
}
