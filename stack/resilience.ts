import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { CallFailure } from './call-failure.ts';
import type { ProviderName } from './settings.ts';

/** What keeps a provider's trouble from becoming ours, and ours from becoming the provider's. */
export interface Resilience {
  /** How many calls may be under way to it now: none while it is left alone, one to see whether it is back. */
  room(provider: ProviderName): number;
  /** @throws whatever the call throws; an error that `isHeldBack` knows says that it was not made */
  run<Result>(provider: ProviderName, call: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** How much of a provider's trouble is borne. */
export interface Limits {
  /** Calls under way to one provider, of one process. */
  readonly callsMax: number;
  /** No answer takes longer, unless it never comes. */
  readonly timeoutMs: number;
  /** So many failures without a success between them: the provider is down, and not only unlucky. */
  readonly failuresMax: number;
  /** How long it is left alone then, and after each probe that fails. */
  readonly aloneMs: number;
}

export const limits: Limits = { callsMax: 8, timeoutMs: 3_000, failuresMax: 8, aloneMs: 2_000 };

/** Whether a call was not made at all. */
export function isHeldBack(error: unknown): boolean {
  return error instanceof BrokenCircuitError || error instanceof BulkheadRejectedError;
}

/** A refusal is an answer: the provider is well. */
const isTrouble = handleWhen((error) => !(error instanceof CallFailure && error.isRefusal));

interface Guard {
  room(): number;
  run<Result>(call: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

function guard({ callsMax, timeoutMs, failuresMax, aloneMs }: Limits): Guard {
  const breaker = circuitBreaker(isTrouble, {
    halfOpenAfter: aloneMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  let probeAtMs = 0;
  breaker.onBreak(() => {
    probeAtMs = Date.now() + aloneMs;
  });
  // The signal ends the request; the call then throws by itself what the breaker counts.
  const policy = wrap(bulkhead(callsMax), breaker, timeout(timeoutMs, TimeoutStrategy.Cooperative));
  return {
    room() {
      if (breaker.state === CircuitState.Closed) return callsMax;
      return breaker.state === CircuitState.HalfOpen || Date.now() >= probeAtMs ? 1 : 0;
    },
    run: (call) => policy.execute(({ signal }) => call(signal)),
  };
}

export function createResilience(borne = limits): Resilience {
  const guards: Readonly<Record<ProviderName, Guard>> = { calendar: guard(borne), messaging: guard(borne) };
  return {
    room: (provider) => guards[provider].room(),
    run: (provider, call) => guards[provider].run(call),
  };
}
