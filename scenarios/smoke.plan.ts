import { fadingOut, journeyNames } from './arrivals.ts';
import type { Scenario } from './scenario.ts';

/** Half the usual pauses, so that the longest journey ends in time. */
const pauseFactor = 0.5;
const longestMs = 75_000 * pauseFactor;
const arrivalsMs = 6_000;

export const smoke: Scenario = {
  name: 'smoke',
  summary: 'each journey a few times, to see that they can be walked at all; under a minute',
  plan({ durationMs }) {
    const lengthMs = durationMs ?? arrivalsMs + longestMs;
    return {
      name: 'smoke',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'measured', fromMs: 0, toMs: lengthMs, measured: true }],
      arrivals: journeyNames.map((journey) => ({
        journey,
        startPerSecond: 1,
        stages: fadingOut([{ durationMs: Math.min(lengthMs, arrivalsMs), endPerSecond: 1 }]),
        openMax: 20,
      })),
      feeds: [],
      gracePeriodMs: lengthMs,
      requestTimeoutMs: 10_000,
      pauseFactor,
    };
  },
};
