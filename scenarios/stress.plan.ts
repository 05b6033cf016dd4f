import { fadingOut, journeyNames } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

const warmUpMs = 3_000;

/** One step of the search: visits without pauses, at one rate. */
export const stress: Scenario = {
  name: 'stress',
  summary: 'how much it can take: visits without pauses, at rates that close in on the highest that holds',
  search: { startPerSecond: 4, mostPerSecond: 400, precision: 1.06, confirmations: 2, repeatsMax: 24 },
  decides: ['stress-of-the-api-endpoints', 'headroom'],
  plan({ ratePerSecond = 1, durationMs }) {
    const measuredMs = durationMs ?? 10_000;
    const lengthMs = warmUpMs + measuredMs;
    const perJourney = Math.round((ratePerSecond / journeyNames.length) * 1000) / 1000;
    return {
      name: 'stress',
      users: 0,
      requestsPerSecond: 0,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'measured', fromMs: warmUpMs, toMs: lengthMs, measured: true },
      ],
      arrivals: journeyNames.map((journey) => ({
        journey,
        startPerSecond: perJourney,
        stages: fadingOut([{ durationMs: lengthMs, endPerSecond: perJourney }]),
        // What piles up for two seconds may wait; more means that the rate does not hold, and shows as dropped.
        openMax: Math.ceil(perJourney * 2) + 10,
      })),
      feeds: [],
      gracePeriodMs: 12_000,
      requestTimeoutMs: 5_000,
      pauseFactor: 0,
    };
  },
};
