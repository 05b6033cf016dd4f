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
  /** The highest rate that held each time; 0 when none did. */
  readonly holdsPerSecond: number;
  /** The lowest rate above it that did not hold; null when the search met no end. */
  readonly failsPerSecond: number | null;
  readonly steps: readonly { readonly ratePerSecond: number; readonly outcome: Outcome }[];
}

/**
 * Doubles the rate until it no longer holds, halves the gap (on a log scale) until it is narrow, and measures the
 * highest rate that held again: a rate that fails when it is measured again is the new upper end, and the search goes
 * on below it. So one lucky step is never the answer.
 */
export async function findCapacity<Outcome extends StepOutcome>(
  options: CapacityOptions<Outcome>,
): Promise<Capacity<Outcome>> {
  const { confirmations, mostPerSecond, signal } = options;
  const steps: { ratePerSecond: number; outcome: Outcome }[] = [];
  let fails: number | null = null;
  let confirmed = 0;

  const holdsAt = async (ratePerSecond: number): Promise<boolean> => {
    const outcome = await options.measure(ratePerSecond);
    steps.push({ ratePerSecond, outcome });
    return outcome.held;
  };
  /** Highest rate below `fails` that has held and was not refuted since. */
  const highest = (): number => {
    const rates = steps.filter(({ outcome, ratePerSecond }) => outcome.held && ratePerSecond < (fails ?? Infinity));
    return Math.max(0, ...rates.map(({ ratePerSecond }) => ratePerSecond));
  };

  while (!signal.aborted) {
    const holds = highest();
    const next = nextRate(holds, fails, options);
    if (next !== undefined) {
      if (!(await holdsAt(next))) fails = next;
      confirmed = 0;
      continue;
    }
    if (holds === 0 || confirmed >= confirmations) break;
    if (await holdsAt(holds)) confirmed += 1;
    else {
      fails = holds;
      confirmed = 0;
    }
  }
  const holdsPerSecond = highest();
  return { holdsPerSecond, failsPerSecond: fails === null && holdsPerSecond >= mostPerSecond ? null : fails, steps };
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
