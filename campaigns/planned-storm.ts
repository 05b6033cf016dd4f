import { readFile } from 'node:fs/promises';
import type { Plans, StormPlan } from '../core/plan.ts';
import type { Place } from '../core/round.ts';
import type { PlanOptions, Scenario } from '../scenarios/scenario.ts';
import { compressedBy, countsOf, type Delivery, deliveriesOf } from '../scenarios/storm/deliveries.ts';
import { retrySchedule } from '../scenarios/storm/retry-schedule.ts';
import { forgedEvents, storiesOf } from '../scenarios/storm/stories.ts';
import { freeGround, type RacesWanted } from './planned-races.ts';

export interface StormWanted extends RacesWanted {
  readonly options: PlanOptions;
  /** 8 hex digits, of this run alone: events' ids begin with it. */
  readonly runId: string;
  /** The plans of this run so far; it need not exist. */
  readonly plansFile: string;
  /** Of deliveries, on average; absent: as many as there are. */
  readonly requestsPerSecondMax?: number | undefined;
}

export interface PlannedStorm {
  readonly plan: StormPlan;
  readonly deliveries: readonly Delivery[];
}

/** For each story so many events that somebody else made up. */
const forgedShare = 0.12;

/** Plans a scenario's storm where nobody has booked; undefined for one without, and where webhooks are not offered. */
export async function plannedStorm(
  scenario: Pick<Scenario, 'storm'>,
  wanted: StormWanted,
  cappedShare = 1,
): Promise<PlannedStorm | undefined> {
  const { storm } = scenario;
  const { seed, runId, target, options } = wanted;
  if (storm === undefined || !target.offers.verbs.includes('deliver-webhook')) return undefined;
  const lengthMs = options.durationMs ?? storm.lengthMs;
  const count = Math.max(1, Math.round((cappedShare * storm.storiesPerSecond * lengthMs) / 1000));
  const free = await freeGround(wanted, await placesOfRaces(wanted.plansFile));
  const asked = { seed, stories: count, prefix: `${runId}-storm`, ...free, offers: target.offers };
  const stories = storiesOf(asked);
  const forged = forgedEvents(asked, Math.round(stories.length * forgedShare), stories);
  const deliveries = deliveriesOf({ seed, lengthMs, stories, forged });
  const perSecond = (1000 * deliveries.length) / lengthMs;
  const { requestsPerSecondMax: most = Number.POSITIVE_INFINITY } = wanted;
  // How many deliveries a story has is known when it is told: a few are added to what is aimed at.
  if (perSecond > most && count > 1) return plannedStorm(scenario, wanted, (0.95 * cappedShare * most) / perSecond);
  const plan: StormPlan = {
    ...(cappedShare === 1 ? {} : { cappedShare }),
    stories: stories.length,
    events: stories.reduce((sum, { events }) => sum + events.length, 0),
    deliveries: deliveries.length,
    counts: countsOf(deliveries),
    retryAfterMs: retrySchedule,
    compressedBy,
    connections: storm.connections,
  };
  return { plan, deliveries };
}

/** Where the races of this run were, before the storm: the state that was read before any load does not have them. */
async function placesOfRaces(plansFile: string): Promise<readonly Place[]> {
  const text = await readFile(plansFile, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const { plans } = JSON.parse(text) as Plans;
  return plans.flatMap(({ rounds = [] }) => rounds.flatMap(({ places }) => places));
}
