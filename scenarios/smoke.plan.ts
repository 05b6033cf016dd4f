import { journeyNames } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

/** As long as the longest journey, so that none is cut off. */
const visitMs = 85_000;

export const smoke: Scenario = {
  name: 'smoke',
  summary: 'each journey a few times, to see that they can be walked at all',
  plan({ durationMs }) {
    const lengthMs = durationMs ?? visitMs;
    const arrivalsMs = Math.max(1_000, lengthMs - 75_000);
    return {
      name: 'smoke',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'measured', fromMs: 0, toMs: lengthMs, measured: true }],
      arrivals: journeyNames.map((journey) => ({
        journey,
        startPerSecond: 1,
        stages: [{ durationMs: arrivalsMs, endPerSecond: 1 }],
        openMax: 20,
      })),
      feeds: [],
      gracePeriodMs: 15_000,
      requestTimeoutMs: 10_000,
    };
  },
};
