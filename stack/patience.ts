import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import type { Logger } from 'pino';

/** With a helper who may be slow or away at any moment: nobody waits long for them, or again and again. */
export interface Patience {
  /** Undefined: they could not be asked, or not in time; what they do then is left to itself. Never throws. */
  ask<Answer>(question: () => PromiseLike<Answer>): Promise<Answer | undefined>;
  /** Whether they are asked at all just now. */
  isAsking(): boolean;
}

/** So many failures without a success between them, and nobody asks for a while; then one does, to see. */
const failuresMax = 5;
const aloneMs = 1_000;

/** @param who in the words of the log, `the cache` */
export function createPatience(who: string, timeoutMs: number, log: Logger): Patience {
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: aloneMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  tellOf(breaker, who, log);
  // Aggressive: a question that was sent cannot be taken back, so it is left to itself.
  const policy = wrap(breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  return {
    ask: (question) => policy.execute(question).catch(() => undefined),
    isAsking: () => breaker.state === CircuitState.Closed,
  };
}

function tellOf(breaker: CircuitBreakerPolicy, who: string, log: Logger): void {
  let isAlone = false;
  breaker.onBreak((why) => {
    // Each look that finds them still away breaks the circuit anew.
    const err = 'error' in why ? why.error : undefined;
    if (!isAlone) log.warn({ err }, `${who} is left alone: it does not answer in time`);
    isAlone = true;
  });
  breaker.onReset(() => {
    log.info(`${who} answers again`);
    isAlone = false;
  });
}
