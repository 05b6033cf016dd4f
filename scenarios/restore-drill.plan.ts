import { evenArrivals, patience } from './arrivals.ts';
import type { JourneyName, Scenario } from './scenario.ts';

/** Moderate demand: much is acknowledged, and a platform that copies all it has still serves everybody. */
const perSecond: Readonly<Record<JourneyName, number>> = { 'voice-call': 4, 'web-booking': 5, 'staff-day': 1 };
const pauseFactor = 0.05;
const openMs = 20_000;

/** Twice, at the same place, as night after night: the later backup is what a restore is made from. */
const shares = [0.2, 0.6];

/** What is restored afterwards is held against what users were told until the last backup was begun. */
export const restoreDrill: Scenario = {
  name: 'restore-drill',
  summary: 'a backup is taken while people book, restored beside the platform, and holds what users had been told',
  decides: ['restore-untested', 'restore-procedure'],
  plan({ durationMs = 30_000 }) {
    return {
      name: 'restore-drill',
      entry: 'experiment',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'backup under load', fromMs: 0, toMs: durationMs, measured: false }],
      arrivals: evenArrivals(perSecond, { durationMs, openMs }),
      feeds: [],
      ...patience,
      pauseFactor,
      backupsAtMs: shares.map((share) => Math.round(share * durationMs)),
    };
  },
};
