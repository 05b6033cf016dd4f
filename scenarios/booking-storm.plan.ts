import { arrivalsFor } from './arrivals.ts';
import { planOfRaces } from './races/plan-of-races.ts';
import { shapes } from './races/shapes.ts';
import type { Scenario } from './scenario.ts';

/** The longest journey is over by then; races begin when everybody is there. */
const warmUpMs = 70_000;

/** Half of all users want what the first of their branch wanted, so that they meet without being told to. */
const crowding = 0.5;

export const bookingStorm: Scenario = {
  name: 'booking-storm',
  summary: 'races on top of a busy day whose users crowd at the same few services and days',
  races: { shapes, roundsMin: 110, lanesMax: 320 },
  plan(options) {
    const { races, durationMs } = options;
    const lengthMs = warmUpMs + Math.max(durationMs ?? 60_000, races?.lengthMs ?? 0);
    return {
      name: 'booking-storm',
      users: 0,
      requestsPerSecond: 0,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'storm', fromMs: warmUpMs, toMs: lengthMs, measured: true },
      ],
      arrivals: arrivalsFor(options, 1, [{ durationMs: lengthMs, endLevel: 1 }]),
      crowding,
      feeds: ['error-rate'],
      gracePeriodMs: 15_000,
      requestTimeoutMs: 10_000,
      ...(races === undefined ? {} : planOfRaces(races, warmUpMs)),
    };
  },
};
