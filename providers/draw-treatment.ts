import { type Behaviour, behaviours, type Conduct } from '../core/provider.ts';
import { random } from '../core/random.ts';

/** How one request is treated, decided before anything of it but its number is known. */
export interface Treatment {
  readonly behaviour: Behaviour;
  readonly delayMs: number;
  readonly retryAfter: 'seconds' | 'date';
  readonly retryAfterSeconds: number;
  readonly garbage: 'no-json' | 'wrong-shape' | 'huge';
  /** Whether what is answered with garbage was done all the same. */
  readonly isDone: boolean;
}

/** Seed and number decide alone: all is drawn for every request, so that one share changes nothing of the others. */
export function drawTreatment(conduct: Conduct, seed: number, number: number): Treatment {
  const draw = random(seed).fork(number);
  const at = draw.next();
  const [fromMs, toMs] = conduct.slowMs;
  return {
    behaviour: behaviourAt(conduct.shares, at),
    delayMs: draw.between(fromMs, toMs),
    retryAfter: draw.pick(['seconds', 'date'] as const),
    retryAfterSeconds: conduct.retryAfterSeconds,
    garbage: draw.pick(['no-json', 'wrong-shape', 'huge'] as const),
    isDone: draw.chance(0.5),
  };
}

/** The shares lie one behind the other between 0 and 1; the rest is healthy. */
function behaviourAt(shares: Conduct['shares'], at: number): Behaviour {
  let upTo = 0;
  for (const behaviour of behaviours) {
    upTo += shares[behaviour] ?? 0;
    if (at < upTo) return behaviour;
  }
  return 'healthy';
}
