import { kneeInterval, type RepeatedStep } from '../criteria/statistics/knee-interval.ts';
import type { RateSearch } from '../scenarios/scenario.ts';

/** What one step at one rate came to. */
export interface StepOutcome {
  readonly held: boolean;
}

export interface CapacityOptions<Outcome extends StepOutcome> extends RateSearch {
  /** Puts the rate on the platform and says whether the criteria held. */
  readonly measure: (ratePerSecond: number) => Promise<Outcome>;
  readonly signal: AbortSignal;
}

export interface Capacity<Outcome extends StepOutcome> {
  /** The highest rate that held each time that it was measured again; 0 when none did. */
  readonly holdsPerSecond: number;
  /** The lowest rate above it that did not hold; null when the search met no end. */
  readonly failsPerSecond: number | null;
  /** Two one-sided 95 % bounds of the rate at which every second step holds; see `kneeInterval`. */
  readonly intervalPerSecond: readonly [number, number | null];
  /** Whether half of what holds still held after the last overload; null where nobody asked. */
  readonly recovered: boolean | null;
  readonly steps: readonly {
    readonly ratePerSecond: number;
    readonly outcome: Outcome;
    readonly expected?: Expected;
  }[];
}

type Expected = 'holds' | 'fails';

/**
 * Doubles the rate until it no longer holds, halves the gap (on a log scale) until it is narrow, and measures both ends
 * of it again: a rate that then fails is the new upper end, and the search goes on below it; an upper end that then
 * holds was bad luck, and the search goes on above it. So neither one lucky step nor one unlucky one is the answer.
 * Then it repeats both ends in turn until 95 % are carried on either side (or `repeatsMax` is used up), so that what
 * holds is seen to hold right after an overload; last it asks whether the platform is itself again at half of that.
 */
export async function findCapacity<Outcome extends StepOutcome>(
  options: CapacityOptions<Outcome>,
): Promise<Capacity<Outcome>> {
  const { confirmations, mostPerSecond, signal, repeatsMax = 0 } = options;
  const steps: { ratePerSecond: number; outcome: Outcome; expected?: Expected }[] = [];
  let confirmed = 0;

  const holdsAt = async (ratePerSecond: number, expected?: Expected): Promise<boolean> => {
    const outcome = await options.measure(ratePerSecond);
    steps.push(expected === undefined ? { ratePerSecond, outcome } : { ratePerSecond, outcome, expected });
    return outcome.held;
  };
  const interval = (): readonly [number, number | null] => kneeInterval(steps.map(repeatedStep));
  const upper = upperEnd(options, steps);

  while (!signal.aborted) {
    const { holds, fails } = bracketOf(steps);
    const next = nextRate(holds, fails, options) ?? (steps.filter(isAt(fails)).length === 1 ? fails : undefined);
    if (next !== undefined && next !== null) {
      await holdsAt(next);
      confirmed = 0;
      continue;
    }
    if (holds === 0) break;
    const over = fails === null ? undefined : upper.rate(fails);
    const isConfirmed = confirmed >= confirmations;
    const side = isConfirmed ? sideToRepeat(steps, interval(), { holds, over, repeatsMax }) : 'holds';
    if (side === undefined) break;
    if (side === 'fails' && over !== undefined) {
      if (await holdsAt(over, steps.some(isAt(over)) ? 'fails' : undefined)) upper.moveUp();
    } else confirmed = (await holdsAt(holds, 'holds')) ? confirmed + 1 : 0;
  }
  const { holds: holdsPerSecond, fails } = bracketOf(steps);
  const intervalPerSecond = interval();
  let recovered: boolean | null = null;
  const isOverloaded = fails !== null && holdsPerSecond > 0 && repeatsMax > 0;
  for (let tries = 0; isOverloaded && tries < 2 && recovered !== true && !signal.aborted; tries += 1) {
    recovered = await holdsAt(holdsPerSecond / 2);
  }
  const failsPerSecond = fails === null && holdsPerSecond >= mostPerSecond ? null : fails;
  return { holdsPerSecond, failsPerSecond, intervalPerSecond, recovered, steps };
}

type Steps = readonly { readonly ratePerSecond: number; readonly outcome: StepOutcome; readonly expected?: Expected }[];

const isAt = (rate: number | null) => (step: Steps[number]) => step.ratePerSecond === rate;

/** The lowest rate that failed when it was last tried (what was to fail left out), and the highest below that held. */
function bracketOf(steps: Steps): { readonly holds: number; readonly fails: number | null } {
  const last = new Map<number, boolean>();
  for (const { ratePerSecond, outcome, expected } of steps) {
    if (expected !== 'fails') last.set(ratePerSecond, outcome.held);
  }
  const rates = (isHeld: boolean): number[] => [...last].filter(([, held]) => held === isHeld).map(([rate]) => rate);
  const fails = Math.min(...rates(false));
  return { holds: Math.max(0, ...rates(true).filter((rate) => rate < fails)), fails: fails < Infinity ? fails : null };
}

function repeatedStep({ ratePerSecond, outcome: { held }, expected }: Steps[number]): RepeatedStep {
  return expected === undefined ? { ratePerSecond, held } : { ratePerSecond, held, expected };
}

/** The rate that is repeated to show that it does not hold: from the lowest that failed upwards while one does hold. */
function upperEnd({ precision, mostPerSecond }: RateSearch, steps: Steps) {
  let chosen: number | undefined;
  let gap = precision;
  return {
    /** Undefined when no rate that may be tried is left. */
    rate(fails: number): number | undefined {
      chosen ??= fails;
      return chosen > mostPerSecond ? undefined : chosen;
    },
    moveUp(): void {
      const from = chosen ?? 0;
      const failed = steps.filter(({ ratePerSecond, outcome }) => !outcome.held && ratePerSecond > from);
      // A rate that failed by bad luck is far below the knee: each miss takes a wider stride.
      chosen = Math.min(from * gap, ...failed.map(({ ratePerSecond }) => ratePerSecond));
      gap **= 2;
    },
  };
}

/** Which end still lacks its bound; in turn where both do. */
function sideToRepeat(
  steps: Steps,
  [low, high]: readonly [number, number | null],
  {
    holds,
    over,
    repeatsMax,
  }: { readonly holds: number; readonly over: number | undefined; readonly repeatsMax: number },
): Expected | undefined {
  if (steps.filter(({ expected }) => expected !== undefined).length >= repeatsMax) return undefined;
  const lacksLow = low < holds;
  const lacksHigh = high === null && over !== undefined;
  if (lacksLow && lacksHigh) return steps.at(-1)?.expected === 'holds' ? 'fails' : 'holds';
  if (lacksHigh) return 'fails';
  return lacksLow ? 'holds' : undefined;
}

/** The rate to try next; undefined when the gap is narrow enough, or nothing is left below. */
function nextRate(
  holds: number,
  fails: number | null,
  { startPerSecond, mostPerSecond, precision }: RateSearch,
): number | undefined {
  if (fails === null) {
    if (holds === 0) return Math.min(startPerSecond, mostPerSecond);
    return holds < mostPerSecond ? Math.min(holds * 2, mostPerSecond) : undefined;
  }
  if (holds === 0) return fails > startPerSecond / 64 ? fails / 2 : undefined;
  return fails / holds > precision ? Math.sqrt(holds * fails) : undefined;
}
