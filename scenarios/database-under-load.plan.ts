import { evenArrivals } from './arrivals.ts';
import type { JourneyName, Scenario } from './scenario.ts';
import { steadyHour } from './steady-hour.plan.ts';

/** So many that of each look-up some are sampled; far from what a machine can do, so that only the data differ. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 16, 'web-booking': 12, 'staff-day': 4 };

const openMs = 20_000;

export const databaseUnderLoad: Scenario = {
  name: 'database-under-load',
  summary: 'half a minute of people who hardly think, the same whatever the data: what each size costs, see `grow`',
  plan({ durationMs = 20_000, ...options }) {
    const steady = steadyHour.plan({ ...options, durationMs });
    const lengthMs = steady.phases.at(-1)?.toMs ?? durationMs;
    return {
      ...steady,
      name: 'database-under-load',
      arrivals: evenArrivals(perSecond, { durationMs: lengthMs, openMs }),
      feeds: ['api-latency', 'error-rate'],
    };
  },
};
