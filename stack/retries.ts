import type { ProviderName } from './settings.ts';

/** When what failed is tried again, and whether it may be. */
export interface Retries {
  /** How often one thing is tried before it is given up. */
  readonly attemptsMax: number;
  /**
   * How long something waits that failed so often: exponential backoff with full jitter, so that those who failed
   * together do not come back together, and never before the provider wants to hear of us.
   */
  delayMs(failures: number, retryAfterMs: number): number;
  /** A call did what it was to do: a provider that is well may be asked for more. */
  succeeded(provider: ProviderName): void;
  /** Takes a retry from the provider's budget; false when it is spent. */
  mayRetry(provider: ProviderName): boolean;
}

const firstMs = 500;
const longestMs = 10_000;
/** With half of the longest wait between them: more than three minutes. */
const attemptsMax = 50;

/** Retries that may come at once, that each second brings, and that each success brings. */
const budgetMax = 40;
const budgetPerSecond = 10;
const budgetPerSuccess = 1;

export function createRetries(): Retries {
  const budgets: Record<ProviderName, Budget> = { calendar: openBudget(), messaging: openBudget() };
  return {
    attemptsMax,
    delayMs(failures, retryAfterMs) {
      const mostMs = Math.min(longestMs, firstMs * 2 ** failures);
      return retryAfterMs + Math.random() * mostMs;
    },
    succeeded: (provider) => budgets[provider].add(budgetPerSuccess),
    mayRetry: (provider) => budgets[provider].take(),
  };
}

interface Budget {
  add(retries: number): void;
  take(): boolean;
}

function openBudget(): Budget {
  let left = budgetMax;
  let lookedMs = performance.now();
  const add = (retries: number): void => {
    left = Math.min(budgetMax, left + retries);
  };
  return {
    add,
    take() {
      const nowMs = performance.now();
      add(((nowMs - lookedMs) / 1_000) * budgetPerSecond);
      lookedMs = nowMs;
      if (left < 1) return false;
      left -= 1;
      return true;
    },
  };
}
