import type { LinkName, Phase, PlannedFault } from '../core/plan.ts';
import { evenArrivals, patience } from '../scenarios/arrivals.ts';
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
  const { name, hypothesis, faults, faultMs, allows } = experiment;
  return {
    name,
    summary: hypothesis,
    needs: { links: linksOf(faults) },
    plan({ durationMs = steadyMs + faultMs + recoveryMs }) {
      const factor = durationMs / (steadyMs + faultMs + recoveryMs);
      const brokenMs = Math.round(steadyMs * factor);
      const healedMs = brokenMs + faultMs;
      return {
        name,
        entry: 'experiment',
        users: 0,
        requestsPerSecond: 0,
        phases: [
          phase('steady', 0, brokenMs),
          phase('fault', brokenMs, healedMs),
          phase('recovery', healedMs, Math.max(healedMs, durationMs)),
        ],
        arrivals: evenArrivals(perSecond, { durationMs, openMs }),
        feeds: [],
        ...patience,
        pauseFactor,
        ...(faults.some(({ fault }) => fault === 'replies-lost') ? { isReconnecting: true } : {}),
        experiment: { hypothesis, allows },
        faults: faults.map((fault) => ({ ...fault, atMs: fault.atMs + brokenMs })),
      };
    },
  };
}

/** Links that its faults break; the replies of users are lost between them and the platform. */
function linksOf(faults: readonly PlannedFault[]): readonly LinkName[] {
  return [
    ...new Set(
      faults.flatMap((planned): readonly LinkName[] => {
        if ('link' in planned) return [planned.link];
        return planned.fault === 'replies-lost' ? ['users'] : [];
      }),
    ),
  ];
}

function phase(name: string, fromMs: number, toMs: number): Phase {
  return { name, fromMs, toMs, measured: name === 'steady' };
}
