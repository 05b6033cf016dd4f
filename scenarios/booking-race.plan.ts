import { planOfRaces } from './races/plan-of-races.ts';
import { shapes } from './races/shapes.ts';
import type { Scenario } from './scenario.ts';

export const bookingRace: Scenario = {
  name: 'booking-race',
  summary: 'races for the same slots in every shape, at wall-clock barriers: correctness, not speed',
  races: { shapes, roundsMin: 110, lanesMax: 320 },
  plan({ races }) {
    const lengthMs = races?.lengthMs ?? 45_000;
    return {
      name: 'booking-race',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'races', fromMs: 0, toMs: lengthMs, measured: true }],
      arrivals: [],
      feeds: ['error-rate'],
      gracePeriodMs: 15_000,
      requestTimeoutMs: 10_000,
      ...(races === undefined ? {} : planOfRaces(races)),
    };
  },
};
