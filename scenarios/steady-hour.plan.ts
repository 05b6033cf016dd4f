import { evenArrivals, patience } from './arrivals.ts';
import type { JourneyName, Scenario } from './scenario.ts';

/** Little enough for any machine: the same demand in every second. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 4, 'web-booking': 5, 'staff-day': 1 };

/** A visit takes two seconds, so that as many users come as go long before the end of the warm-up. */
const pauseFactor = 0.05;
const warmUpMs = 15_000;

const openMs = 20_000;

export const steadyHour: Scenario = {
  name: 'steady-hour',
  summary: 'two minutes of people who hardly think, the same in every second: what stays behind',
  plan({ durationMs: measuredMs = 100_000 }) {
    const durationMs = warmUpMs + measuredMs;
    return {
      name: 'steady-hour',
      entry: 'experiment',
      users: 0,
      requestsPerSecond: 0,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'measured', fromMs: warmUpMs, toMs: durationMs, measured: true },
      ],
      arrivals: evenArrivals(perSecond, { durationMs, openMs }),
      feeds: ['memory'],
      ...patience,
      pauseFactor,
    };
  },
};
