import { quantile } from '../statistics/quantile.ts';
import type { Second } from './seconds-of.ts';

/** What a second must keep to be called well; from the steady phase, with an allowance for a noisy machine. */
export interface WellBeing {
  readonly p90MaxMs: number;
  readonly failedMaxShare: number;
  readonly requestsMin: number;
}

/** A machine stalls now and then for as long, also in the healthiest second. */
const stallMs = 200;
const failedMaxShare = 0.02;
/** Fewer requests than this part of the usual number: hardly anybody gets anywhere. */
const thinShare = 0.3;

/** @param steady seconds in which nothing was wrong */
export function wellBeingOf(steady: readonly Second[]): WellBeing {
  const own = steady.filter(({ isExcused }) => !isExcused);
  const sorted = (pick: (second: Second) => number): Float64Array => Float64Array.from(own, pick).sort();
  // One second in ten may be a bad one, and sets no measure.
  const usualMs =
    own.length === 0
      ? 0
      : quantile(
          sorted(({ p90Ms }) => p90Ms),
          0.9,
        );
  const requests =
    own.length === 0
      ? 0
      : quantile(
          sorted((second) => second.requests),
          0.5,
        );
  return {
    p90MaxMs: Math.max(2 * usualMs, usualMs + stallMs),
    failedMaxShare,
    requestsMin: Math.max(1, thinShare * requests),
  };
}

export function isWell({ requests, failed, p90Ms }: Second, well: WellBeing): boolean {
  // One request that failed is a share of nothing.
  const isServed = failed <= Math.max(1, well.failedMaxShare * requests) && failed < requests;
  return requests >= well.requestsMin && isServed && p90Ms <= well.p90MaxMs;
}

/** So many seconds in a row, of which all but one are well, are a recovery: a single stall says nothing against it. */
export const runSeconds = 6;

/**
 * When the first such run of seconds begins, in ms since the first of them; null where there is none. Seconds that say
 * nothing are passed over.
 */
export function timeToRecover(seconds: readonly Second[], well: WellBeing): number | null {
  const telling = seconds.filter(({ isExcused }) => !isExcused);
  const fromMs = seconds[0]?.atMs ?? 0;
  for (let at = 0; at + runSeconds <= telling.length; at += 1) {
    const first = telling[at] as Second;
    if (!isWell(first, well)) continue;
    const bad = telling.slice(at, at + runSeconds).filter((second) => !isWell(second, well)).length;
    if (bad <= 1) return first.atMs - fromMs;
  }
  return null;
}
