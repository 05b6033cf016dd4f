import { fadingOut, journeyNames, patience } from './arrivals.ts';
import type { JourneyName, Scenario } from './scenario.ts';

/** Little enough for any machine: the same demand in every second. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 4, 'web-booking': 5, 'staff-day': 1 };

/** A visit takes two seconds, so that as many users come as go long before the end of the warm-up. */
const pauseFactor = 0.05;
const warmUpMs = 15_000;

/** Most want what is most popular where they are, so that many are told that somebody else was first. */
const crowding = 0.7;
const openMs = 20_000;

export const rush: Scenario = {
  name: 'rush',
  summary: 'two minutes of people who hardly think and want the same: what stays behind, and what is counted',
  plan({ durationMs: measuredMs = 100_000 }) {
    const durationMs = warmUpMs + measuredMs;
    return {
      name: 'rush',
      entry: 'experiment',
      users: 0,
      requestsPerSecond: 0,
      phases: [
        { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
        { name: 'measured', fromMs: warmUpMs, toMs: durationMs, measured: true },
      ],
      arrivals: journeyNames.map((journey) => ({
        journey,
        startPerSecond: perSecond[journey],
        stages: fadingOut([{ durationMs, endPerSecond: perSecond[journey] }]),
        openMax: Math.ceil((perSecond[journey] * openMs) / 1_000),
      })),
      feeds: ['memory'],
      ...patience,
      pauseFactor,
      crowding,
    };
  },
};
