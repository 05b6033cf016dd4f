import type { ProviderName } from '../../core/provider.ts';
import type { Interner } from '../interner.ts';
import type { Recording } from '../on-ledger.ts';
import type { ConductSpan } from './conduct-spans.ts';
import type { OutgoingAsk } from './providers.ts';

/**
 * What became of the calls for a booking, when its last change was over. `settled`: all is said and done; `waiting`: by
 * the platform's own word; `given-up`: the same, though the provider was well again; `too-early`: nobody knows yet.
 */
export type Debt = 'settled' | 'waiting' | 'given-up' | 'too-early';

export interface Debts {
  of(provider: ProviderName, references: readonly number[], tenant: string | undefined, sinceMs: number): Debt;
}

/** How long after a change nobody is asked yet: platforms may write their calls down a moment after the booking. */
const writtenMs = 2_000;

/** Who gives up before the provider was well for so long may have had reason to. */
export const reviveMs = 10_000;

/** Where the platform cannot be asked: what has not come so long after change and recovery does not come at all. */
export const settleMs = 120_000;

/** Whether a platform can be asked what waits. */
export function tellsOutgoing({ offers, ledger }: Recording): boolean {
  const verbs = offers?.verbs;
  return ledger.providers.asks().length > 0 || (Array.isArray(verbs) && verbs.includes('read-outgoing'));
}

export function openDebts(recording: Recording): Debts {
  const { ledger, clockErrorMs } = recording;
  const { providers, names } = ledger;
  const asks = providers.asks();
  const canBeAsked = tellsOutgoing(recording);
  return {
    of(provider, references, tenant, sinceMs) {
      const wellMs = wellSinceMs(providers.conducts(provider));
      if (!canBeAsked) {
        const endMs = providers.conducts(provider).at(-1)?.toMs ?? Number.NEGATIVE_INFINITY;
        return endMs >= Math.max(sinceMs, wellMs) + settleMs + clockErrorMs ? 'settled' : 'too-early';
      }
      const asked = tenant === undefined ? asks : asks.filter((ask) => ask.tenant === tenant || ask.tenant === '');
      const newest = asked.filter(({ startMs }) => startMs > sinceMs + writtenMs + clockErrorMs);
      if (asked.some((ask) => isNamed(ask.waiting, references, names))) return 'waiting';
      const dead = asked.find((ask) => isNamed(ask.dead, references, names));
      if (dead !== undefined) return dead.startMs >= wellMs + reviveMs + clockErrorMs ? 'given-up' : 'too-early';
      const isTold = newest.length > 0 && (tenant !== undefined || newest.length === asks.length);
      return isTold && newest.every(({ isWhole }) => isWhole) ? 'settled' : 'too-early';
    },
  };
}

function isNamed(listed: OutgoingAsk['waiting'], references: readonly number[], names: Interner): boolean {
  return listed.size > 0 && references.some((reference) => listed.has(names.textOf(reference)));
}

/** Since when the provider treats everybody well, up to its end; Infinity: it does not. */
function wellSinceMs(spans: readonly ConductSpan[]): number {
  let sinceMs = Number.POSITIVE_INFINITY;
  // A process that was asked to end is no illness.
  const lived = spans.at(-1)?.kind === 'down' ? spans.slice(0, -1) : spans;
  for (const { kind, fromMs } of lived) {
    if (kind !== 'healthy') sinceMs = Number.POSITIVE_INFINITY;
    else sinceMs = Math.min(sinceMs, fromMs);
  }
  return sinceMs;
}
