import { holdExpiry } from './races/hold-expiry.ts';
import { planOfRaces } from './races/plan-of-races.ts';
import { shapes } from './races/shapes.ts';
import type { Scenario } from './scenario.ts';

/** More than this cannot begin within a ms: they stand in line at the platform, whoever sends them. */
const contendersMax = 50;
/** With fewer, an error rate of 0.1 % could not be told from none. */
const roundsMin = 220;
/** Whoever waits for a hold to run out gains nothing by a sharper start. */
const raced = shapes
  .filter((shape) => shape !== holdExpiry)
  .map((shape) => ({ ...shape, sizes: shape.sizes.filter((size) => size <= contendersMax) }));

export const bookingRaceSharp: Scenario = {
  name: 'booking-race-sharp',
  summary: "races whose requests lack one byte until all go at once, for the windows that k6's barrier misses",
  races: { shapes: raced, roundsMin, lanesMax: 256 },
  plan({ races }) {
    const lengthMs = races?.lengthMs ?? 45_000;
    return {
      name: 'booking-race-sharp',
      playedBy: 'sockets',
      users: 0,
      requestsPerSecond: 0,
      phases: [{ name: 'races', fromMs: 0, toMs: lengthMs, measured: true }],
      arrivals: [],
      feeds: ['error-rate'],
      gracePeriodMs: 15_000,
      requestTimeoutMs: 10_000,
      ...(races === undefined ? {} : planOfRaces({ ...races, rounds: races.rounds.map(atOnce) })),
    };
  },
};

type Rounds = NonNullable<ReturnType<typeof planOfRaces>['rounds']>;

/** The booking race has the offsets; here all go at one moment. */
function atOnce(round: Rounds[number]): Rounds[number] {
  const contenders = round.contenders.map((contender) => ({ ...contender, offsetMs: 0 }));
  return { ...round, factors: { ...round.factors, offsets: 'none' }, contenders };
}
