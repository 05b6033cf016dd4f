import type { Entry, Ledger, Span } from './ledger.ts';

/**
 * Answers that are a replay of somebody else's booking: they name one that was acknowledged to another intent which
 * sent the same idempotency key, or, where the platform mixes tenants up, to another tenant. Such an answer
 * acknowledges nothing to this intent; whether it may be given at all is for other laws to say.
 */
export function echoesOf({ attempts }: Ledger): ReadonlySet<Entry> {
  const known = workedOut.get(attempts);
  if (known?.count === attempts.length) return known.echoes;
  const echoes = new Set<Entry>();
  for (const named of sharedNames(attempts)) {
    named.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
    for (const entry of named) if (named.some((other) => isEchoOf(entry, other, named))) echoes.add(entry);
  }
  workedOut.set(attempts, { count: attempts.length, echoes });
  return echoes;
}

const workedOut = new WeakMap<readonly Entry[], { readonly count: number; readonly echoes: ReadonlySet<Entry> }>();

/** Acknowledgements that name one booking, where several intents got that name. */
function sharedNames(attempts: readonly Entry[]): readonly Entry[][] {
  const first = new Map<number, Entry>();
  const shared = new Map<number, Entry[]>();
  for (const entry of attempts) {
    const { verb, type, answeredBooking } = entry;
    if (type !== 'ok' || answeredBooking === -1) continue;
    if (verb !== 'book' && verb !== 'hold' && verb !== 'confirm') continue;
    const before = first.get(answeredBooking);
    if (before === undefined) first.set(answeredBooking, entry);
    else if (before.tag !== entry.tag || before.tenant !== entry.tenant || shared.has(answeredBooking)) {
      const named = shared.get(answeredBooking);
      if (named === undefined) shared.set(answeredBooking, [before, entry]);
      else named.push(entry);
    }
  }
  return [...shared.values()];
}

function isEchoOf(entry: Entry, other: Entry, named: readonly Entry[]): boolean {
  if (other === entry) return false;
  const isSameKey = entry.key !== -1 && entry.key === other.key;
  // Within a tenant any of them tells of the same booking, so that the first may count as its owner.
  if (other.tenant === entry.tenant) return isSameKey && other.tag !== entry.tag && other === named[0];
  // Ids of two tenants may be alike by chance; what was asked for and given is one's own. Of two at once,
  // either may be the owner.
  const isOwn = entry.answered !== undefined && isSameSpan(entry.answered, entry.asked);
  const isTheirs = entry.answered?.resource !== undefined && entry.answered.resource === other.answered?.resource;
  return !isOwn && (isSameKey || isTheirs) && other.startMs < entry.endMs;
}

export function isSameSpan(one: Span, other: Span | undefined): boolean {
  return one.resource === other?.resource && one.fromMs === other.fromMs && one.toMs === other.toMs;
}
