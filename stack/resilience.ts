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
  /** How many calls may be under way to this provider now. None while it is left alone, one to see whether it is back. */
  room(provider: ProviderName): number;
  /** @throws CallFailure, or whatever the call throws; `isHeldBack` tells whether the provider was called at all */
  run<Result>(provider: ProviderName, call: (signal: AbortSignal) => Promise<Result>): Promise<Result>;
}

/** Calls under way to one provider, of one process. */
const callsMax = 8;
/** No answer takes longer, unless it never comes. */
const timeoutMs = 3_000;
/** So many failures without a success between them: the provider is down, and not only unlucky. */
const failuresMax = 8;
/** How long it is left alone then, and after each probe that fails. */
const aloneMs = 2_000;

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

function guard(): Guard {
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

export function createResilience(): Resilience {
  const guards: Readonly<Record<ProviderName, Guard>> = { calendar: guard(), messaging: guard() };
  return {
    room: (provider) => guards[provider].room(),
    run: (provider, call) => guards[provider].run(call),
  };
}
