import { arrivalCount, type Plan } from '../core/plan.ts';
import type { RaceSummary } from '../core/race-summary.ts';
import type { TimelineEvent } from '../core/run.ts';
import type { GeneratorResult } from '../core/verdict.ts';
import type { Bounds } from './bounds.ts';
import { othersShareMax } from './folds/others-share.ts';
import type { ResourceFigures } from './folds/resource-figures.ts';
import { type Load, measuredWindows } from './folds/windows.ts';
import { inWords } from './judgement.ts';
import { quantile } from './statistics/quantile.ts';

/**
 * The generator is judged first: a starved one makes latencies look worse and the load smaller. `short`: less load than
 * the plans ask for, so nothing may pass; `saturated`: so late or so busy that it may itself explain what looks bad.
 */
export function judgeGenerator(
  all: readonly Load[],
  plans: readonly Plan[],
  timeline: readonly TimelineEvent[],
  resources: ResourceFigures,
  bounds: Bounds,
): GeneratorResult {
  // A search for the capacity overloads on purpose: where plans decide criteria, only their load has to be reached.
  const deciding = plans.some(({ feeds }) => feeds.length > 0) ? plans.filter(({ feeds }) => feeds.length > 0) : plans;
  // While something is broken on purpose, arrivals may find nobody to play them: that is the platform's part.
  const isBroken = deciding.every(({ experiment }) => experiment !== undefined);
  const loads = all.filter(({ record }) => deciding.includes(record.plan));
  const plansCount = deciding.length;
  const counts = loads.map((load) => countsOf(load, timeline));
  const sum = (pick: (count: ReturnType<typeof countsOf>) => number): number =>
    counts.reduce((total, count) => total + pick(count), 0);
  const [offered, started, dropped, finished] = [
    sum((count) => count.offered),
    sum((count) => count.started),
    sum((count) => count.dropped),
    sum((count) => count.finished),
  ];
  const lags = loads.flatMap(measuredLags);
  const lagMsP99 = lags.length === 0 ? null : rounded(quantile(Float64Array.from(lags).sort(), 0.99));
  // Of every load, also of one that decides nothing: what reached the platform twice is evidence for the laws.
  const resendsSuspected = all.reduce((total, { record }) => total + record.resends(), 0);
  const others = resources.othersShare === null ? {} : { othersPercent: rounded(100 * resources.othersShare) };
  const { unknownShare, crowdedShare } = resources;
  const full = {
    ...(unknownShare === null ? {} : { unknownPercent: rounded(100 * unknownShare) }),
    ...(crowdedShare === null ? {} : { crowdedPercent: rounded(100 * crowdedShare) }),
  };
  const figures = { offered, started, dropped, finished, lagMsP99, resendsSuspected, ...others, ...full };
  const result = (status: GeneratorResult['status'], reason?: string): GeneratorResult =>
    reason === undefined ? { status, ...figures } : { status, ...figures, reason };

  if (plansCount === 0) return result('unknown', 'no plan was recorded, so nobody knows what load was asked for');
  if (loads.length < plansCount) {
    return result(
      'unknown',
      `${plansCount - loads.length} of ${plansCount} plans have no history that says when it began`,
    );
  }
  const what = nameOf(loads);
  const starved = starvation(lagMsP99, resources, bounds);
  // Starved comes first: it explains both a load that was not reached and latencies that look bad.
  const short = (reason: string): GeneratorResult =>
    starved === undefined ? result('short', reason) : result('saturated', `${reason}; ${starved}`);
  if (isBroken) return starved === undefined ? result('good') : result('saturated', starved);
  const reachedShare = offered === 0 ? 0 : (100 * started) / offered;
  if (
    counts.some(({ dropped: missing, tolerated }) => missing > tolerated) ||
    reachedShare < bounds.generatorReachedPercent
  ) {
    return short(`${inWords(dropped)} of ${inWords(offered)} ${what} were never started`);
  }
  if (100 * finished < bounds.generatorReachedPercent * offered) {
    return short(`${inWords(started - finished)} ${what} were started and never wrote their end`);
  }
  const { planned, overlapped } = racesMet(loads);
  if (overlapped * 2 < planned) {
    const apart = `in ${inWords(planned - overlapped)} of ${inWords(planned)} races nobody was in the other's way`;
    // What holds back last bytes needs less of a machine than a thousand VUs that wait for one moment.
    const isByK6 = loads.some(({ record }) => record.plan.name === 'booking-race');
    return short(isByK6 ? `${apart} (booking-race-sharp meets on a busier machine, too)` : apart);
  }
  return starved === undefined ? result('good') : result('saturated', starved);
}

/** What it is that a plan offers. */
function nameOf(loads: readonly Load[]): string {
  if (loads.some(({ record }) => record.plan.arrivals.length > 0)) return 'journeys';
  return loads.some(({ record }) => (record.plan.rounds ?? []).length > 0) ? 'contenders' : 'deliveries';
}

/** What others take, said beside what it may have caused. */
const toldPercentMin = 10;

/** Why generator or machine may explain what looks bad; undefined when it was on time and there was CPU to spare. */
function starvation(lagMsP99: number | null, figures: ResourceFigures, bounds: Bounds): string | undefined {
  const { generatorShare, othersShare, unknownShare, crowdedShare } = figures;
  const othersPercent = Math.round(100 * (othersShare ?? 0));
  const when = 'in the busiest tenth of the measured seconds';
  const others = `others took ${inWords(othersPercent)} % of the machine's CPU ${when}`;
  if (othersShare !== null && othersShare > othersShareMax) return others;
  if (unknownShare !== null) {
    const percent = inWords(Math.round(100 * unknownShare));
    return `the machine was full, ${percent} % of it with what is not ours, the platform's own part unseen`;
  }
  if (crowdedShare !== null) {
    const percent = inWords(Math.round(100 * crowdedShare));
    return `the machine was full, ${percent} % of it with the load generator and what else is not the platform's`;
  }
  if (lagMsP99 !== null && lagMsP99 > bounds.generatorLagMs) {
    const late = `1 % of operations began more than ${inWords(lagMsP99)} ms late`;
    return othersPercent < toldPercentMin ? late : `${late}; ${others}`;
  }
  if (generatorShare === null || generatorShare <= 0.9) return undefined;
  return `the generator used ${inWords(100 * generatorShare)} % of the machine`;
}

/**
 * Journeys that the plan asked for, and what became of them. Whether an arrival that is due at the very end is still
 * started is a matter of rounding: one a journey may be missing without being called dropped load.
 */
function countsOf({ record }: Load, timeline: readonly TimelineEvent[]) {
  const { plan } = record;
  const contenders = plan.rounds?.reduce((sum, round) => sum + round.contenders.length, 0) ?? 0;
  const deliveries = plan.storm?.deliveries ?? 0;
  const arrivals = plan.arrivals.reduce((sum, each) => sum + arrivalCount(each), 0);
  const offered = contenders + deliveries + arrivals;
  const ends = timeline.flatMap((event) => (event.event === 'load-ended' && event.source === plan.name ? [event] : []));
  // Retries come on top of the deliveries that were planned, and what was not begun is told.
  const unsent = ends.at(-1)?.unsent ?? 0;
  const delivered = Math.min(record.storm.deliveries.startMs.length, deliveries - unsent);
  const finished = record.races.contenders() + record.arrivals() + Math.max(0, delivered);
  // To k6 a lane is an iteration too; what it played is counted by its contenders.
  const played = ends.map(
    ({ completed = 0, interrupted = 0 }) => record.races.contenders() + completed + interrupted - (plan.lanes ?? 0),
  );
  const known = deliveries > 0 && ends.length > 0 ? offered - unsent : Math.max(0, ...played);
  const started = Math.max(finished, known);
  return {
    offered,
    started,
    dropped: Math.max(0, offered - started),
    finished,
    tolerated: plan.arrivals.length + contenders / 100,
  };
}

/** Races that were planned, and those in which somebody was in another's way; sequences are none. */
export function racesMet(loads: readonly Load[]): Pick<RaceSummary, 'planned' | 'overlapped'> {
  const races = loads.flatMap(({ record }) => record.races.summaries()).filter(({ isSequence }) => !isSequence);
  const total = (field: 'planned' | 'overlapped'): number => races.reduce((sum, race) => sum + race[field], 0);
  return { planned: total('planned'), overlapped: total('overlapped') };
}

function measuredLags(load: Load): readonly number[] {
  const { lags } = load.record;
  const windows = measuredWindows(load);
  return lags.lagMs.filter((_, index) => windows.binOf(lags.dueMs[index] as number) !== -1);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
