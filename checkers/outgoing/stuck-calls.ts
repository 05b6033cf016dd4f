import type { ProviderName } from '../../core/provider.ts';
import type { Recording } from '../on-ledger.ts';
import { type Arrivals, bookedAt } from './bad-windows.ts';

/** Calls that nobody makes, though the provider is well. */
export interface Stuck {
  /** Since when it was well. */
  readonly fromMs: number;
  /** Until when nothing came. */
  readonly toMs: number;
  readonly waiting: number;
  /** What was asked, and what waits. */
  readonly ids: readonly string[];
  /** The last requests before. */
  readonly lastRows: readonly number[];
}

/** From a provider's recovery until it is called again, when something waits: who has booked waits no longer. */
const reopenMs = 30_000;
/** So many calls that failed do not all pause for so long; and what was never tried does not pause at all. */
const waitingMin = 20;
const neverCalledMin = 5;
/** Where the platform was not asked, so many bookings have to have been made meanwhile. */
const bookedMin = 20;

/**
 * Stretches in which a provider was well for half a minute and longer, and not called at all though calls waited: by
 * the platform's own word, or because bookings were made.
 */
export function stuckAt(provider: ProviderName, arrivals: Arrivals, recording: Recording): readonly Stuck[] {
  const { providers } = recording.ledger;
  const lastRowsBefore = (ms: number): readonly number[] => arrivals.between(Number.NEGATIVE_INFINITY, ms).slice(-4);
  const booked = bookedAt(recording);
  for (const { kind, fromMs, toMs } of providers.conducts(provider)) {
    if (kind !== 'healthy') continue;
    for (const ask of providers.asks()) {
      const sinceMs = ask.startMs - reopenMs - recording.clockErrorMs;
      if (sinceMs < fromMs || ask.startMs > toMs || arrivals.between(sinceMs, ask.startMs).length > 0) continue;
      const waiting = [...ask.waiting].filter((reference) => isOwed(reference, provider, ask.startMs, recording));
      const neverCalled = waiting.filter((reference) => isNeverCalled(reference, provider, recording)).length;
      if (waiting.length < waitingMin && neverCalled < neverCalledMin) continue;
      const ids = [ask.id, ...waiting.slice(0, 3)];
      return [{ fromMs, toMs: ask.startMs, waiting: waiting.length, ids, lastRows: lastRowsBefore(ask.startMs) }];
    }
    const made = booked.filter((atMs) => atMs >= fromMs && atMs < toMs - reopenMs).length;
    if (made < bookedMin || arrivals.between(fromMs, toMs).length > 0) continue;
    return [{ fromMs, toMs, waiting: made, ids: [], lastRows: lastRowsBefore(toMs) }];
  }
  return [];
}

/** The last that it heard of the booking had failed, or it never heard of it. What is under way is being called. */
function isOwed(reference: string, provider: ProviderName, askMs: number, recording: Recording): boolean {
  const { requests } = recording.ledger.providers;
  const last = naming(reference, provider, recording).at(-1);
  return last === undefined || (requests.isFailed(last) && requests.endedMs(last) < askMs);
}

function isNeverCalled(reference: string, provider: ProviderName, recording: Recording): boolean {
  return naming(reference, provider, recording).length === 0;
}

function naming(reference: string, provider: ProviderName, { ledger }: Recording): readonly number[] {
  const { requests } = ledger.providers;
  return requests.naming(ledger.names.numberOf(reference)).filter((row) => requests.provider(row) === provider);
}
