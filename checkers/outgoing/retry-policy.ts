import type { ProviderRequests } from './provider-requests.ts';
import type { RunOfFailures } from './runs-of-failures.ts';

/** The shortest first delay that anybody doubles. */
const shortestMs = 25;

/**
 * How many attempts of one call a policy may make in so many ms that it goes on failing: delays that are drawn below a
 * limit that doubles from 25 ms on make about log2 of them, and twice that with all the luck there is; behind that, and
 * where they are capped, two a second. Eight more are for attempts within one request, and for a relay that was killed.
 */
export function attemptsAllowed(spanMs: number): number {
  return 8 + 2 * Math.log2(Math.max(spanMs, shortestMs) / shortestMs) + (2 * spanMs) / 1000;
}

/** Whether there ever were more attempts than that, counted from the first failure. */
export function isOverBudget({ rows }: RunOfFailures, requests: ProviderRequests): boolean {
  const startMs = requests.arrivedMs(rows[0] as number);
  return rows.some((row, at) => at + 1 > attemptsAllowed(requests.arrivedMs(row) - startMs));
}

/**
 * Pauses between attempts, each from the moment at which the sender knew of the failure: -1 where it was not told (it
 * hung up, or died), did not wait for it, or was told how long to wait, so that nothing can be said of its own pauses.
 */
export function pausesMs({ rows }: RunOfFailures, requests: ProviderRequests): readonly number[] {
  return rows.slice(1).map((row, at) => {
    const before = requests.at(rows[at] as number);
    const pauseMs = requests.arrivedMs(row) - before.endedMs;
    const isTold = before.ending !== 'hung-up' && before.ending !== 'stopped' && before.status !== 429;
    return isTold && pauseMs >= 0 ? pauseMs : -1;
  });
}

const atOnceMs = 15;
const atOnceShare = 0.8;
const atOnceMin = 20;

/**
 * Tried again at once, and again: nearly all pauses behind the first one are shorter than 15 ms. The first may be, as
 * a connection that had died is worth a second try; and of delays drawn below 50 ms a third is as short, by luck.
 */
export function isAtOnce(pauses: readonly (readonly number[])[]): boolean {
  const later = pauses.flatMap((some) => some.slice(1).filter((pause) => pause !== -1));
  const short = later.filter((pause) => pause < atOnceMs).length;
  return later.length >= atOnceMin && short >= atOnceShare * later.length;
}

const runsMin = 20;
const growthRetries = 4;
const shortPauseMs = 400;

/**
 * Pauses that are short and do not grow: of most calls that failed at least nine times in a row, the pauses from the
 * fifth to the eighth are together no longer than the first four. Longer pauses spare the provider as they are.
 */
export function doesNotGrow(pauses: readonly (readonly number[])[]): boolean {
  const sums = pauses.flatMap((some) => {
    const told = some.slice(0, 2 * growthRetries);
    if (told.length < 2 * growthRetries || told.includes(-1)) return [];
    const sum = (part: readonly number[]): number => part.reduce((total, each) => total + each, 0);
    return [[sum(told.slice(0, growthRetries)), sum(told.slice(growthRetries))] as const];
  });
  if (sums.length < runsMin) return false;
  const [early, late] = [0, 1].map((part) =>
    quantile(
      sums.map((each) => each[part] as number),
      0.5,
    ),
  ) as [number, number];
  return late < 1.2 * early && late / growthRetries < shortPauseMs;
}

const callsMin = 30;
const steadyRetries = 6;
const growingRetries = 3;

/**
 * Pauses in lock-step: at the n-th retry nearly all calls pause for the same time, so that they all come back at once.
 * Where pauses grow, three retries show it; where they stay the same it takes six, since a relay that looks at its
 * queue each second makes short pauses look alike.
 */
export function isLockStep(pauses: readonly (readonly number[])[]): boolean {
  const medians: number[] = [];
  for (let retry = 0; retry < steadyRetries; retry += 1) {
    const some = pauses.map((each) => each[retry] ?? -1).filter((pause) => pause !== -1);
    if (some.length < callsMin) break;
    const [low, median, high] = [0.1, 0.5, 0.9].map((share) => quantile(some, share)) as [number, number, number];
    if (high - low > Math.max(2, 0.05 * median)) return false;
    medians.push(median);
  }
  const isGrowing = medians.every((median, at) => at === 0 || median > 1.5 * (medians[at - 1] as number));
  return medians.length >= (isGrowing ? growingRetries : steadyRetries) && (medians[0] ?? 0) > 2;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}
