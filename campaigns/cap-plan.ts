import { type Arrivals, arrivalCount, type Plan } from '../core/plan.ts';
import type { Round } from '../core/round.ts';

/** Requests of one journey or contender at a platform that takes one for each intent, more rather than fewer. */
const requestsOfJourney: Readonly<Record<string, number>> = { 'voice-call': 7, 'web-booking': 12, 'staff-day': 8 };
const requestsOfOther = 12;
const requestsOfContender = 4;

/**
 * The same plan with so few arrivals, and so few rounds of races, that the target is asked no more than so often in any
 * second. An adapter that makes more requests than expected is found out while it runs, see `open-load-limits.ts`.
 */
export function capPlan(plan: Plan, requestsPerSecondMax: number): Plan {
  const peak = plan.arrivals.reduce((sum, each) => sum + peakOf(each), 0);
  const share = Math.min(1, requestsPerSecondMax / Math.max(peak, 1e-9));
  const arrivals = share === 1 ? plan.arrivals : plan.arrivals.map((each) => scaled(each, share));
  const rounds = plan.rounds && roundsWithin(plan.rounds, requestsPerSecondMax);
  const dropped = (plan.rounds?.length ?? 0) - (rounds?.length ?? 0);
  const storiesShare = plan.storm?.cappedShare;
  if (share === 1 && dropped === 0 && storiesShare === undefined) return plan;
  const cap = {
    requestsPerSecondMax,
    ...(share === 1 ? {} : { arrivalsShare: share }),
    ...(dropped === 0 ? {} : { roundsDropped: dropped }),
    ...(storiesShare === undefined ? {} : { storiesShare }),
  };
  return {
    ...{ ...plan, arrivals, cap, ...(rounds === undefined ? {} : { rounds }) },
    users: Math.floor(plan.users * share),
    requestsPerSecond: plan.requestsPerSecond * share,
  };
}

/** Requests in its busiest second, were all visits under way at their average pace. */
function peakOf({ journey, startPerSecond, stages }: Arrivals): number {
  const most = Math.max(startPerSecond, ...stages.map(({ endPerSecond }) => endPerSecond));
  return most * (requestsOfJourney[journey] ?? requestsOfOther);
}

/** k6 knows whole rates only, here a thousand seconds'. At least one arrival is left, for there is no load without. */
function scaled(arrivals: Arrivals, share: number): Arrivals {
  const rate = (perSecond: number): number => Math.floor(perSecond * share * 1000) / 1000;
  const slower = {
    ...arrivals,
    startPerSecond: rate(arrivals.startPerSecond),
    stages: arrivals.stages.map((stage) => ({ ...stage, endPerSecond: rate(stage.endPerSecond) })),
  };
  return arrivalCount(slower) > 0 ? slower : arrivals;
}

/** Those that fit, in the order of their times: each is spread over its own time, and meets in one second. */
function roundsWithin(rounds: readonly Round[], requestsPerSecondMax: number): readonly Round[] {
  const asked = new Map<number, number>();
  return [...rounds]
    .sort((a, b) => a.fromMs - b.fromMs)
    .filter((round) => {
      const wanted = requestsBySecond(round);
      const fits = wanted.every(([second, count]) => (asked.get(second) ?? 0) + count <= requestsPerSecondMax);
      if (fits) for (const [second, count] of wanted) asked.set(second, (asked.get(second) ?? 0) + count);
      return fits;
    });
}

function requestsBySecond({ fromMs, meetMs, toMs, contenders }: Round): [second: number, requests: number][] {
  const [first, last] = [Math.floor(fromMs / 1000), Math.floor(toMs / 1000)];
  const each = ((requestsOfContender - 1) * contenders.length) / (last - first + 1);
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const second = first + index;
    return [second, each + (second === Math.floor(meetMs / 1000) ? contenders.length : 0)];
  });
}
