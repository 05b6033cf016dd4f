import type { Entry } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import type { CalledBooking, CalledBookings } from './called-bookings.ts';
import { kindsOfMessages } from './in-our-words.ts';
import { itemsOf } from './items-of.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { ProviderItemLife } from './provider-items.ts';
import type { Disagreement } from './reconcile-entries.ts';

/**
 * Whoever has a booking was told of it, of its last move, and of its cancellation, as far as the platform declares such
 * messages; and nobody was told what is not true. One message may tell of several changes at once.
 */
export function reconcileMessages(
  judged: JudgedProviders,
  bookings: CalledBookings,
  recording: Recording,
): readonly Disagreement[] {
  const kinds = recording.offers?.messages;
  if (!judged.names.has('messaging')) return [];
  const byReference = itemsOf(judged, 'messaging', recording);
  const isNameless = byReference.has(-1);
  const isStrange = strangeKinds(judged, recording) !== undefined;
  const found: Disagreement[] = [];
  for (const booking of bookings.all) {
    if (booking.references.some((reference) => bookings.of(reference) === 'several')) continue;
    const items = booking.references.flatMap((reference) => byReference.get(reference) ?? []);
    const told = openTold(items, recording);
    const add = (kind: Disagreement['kind'], message: string, some: readonly ProviderItemLife[] = items): void =>
      void found.push({ kind, provider: 'messaging', booking, items: some, message });
    const untrue = recording.isHistoryWhole ? untrueOf(booking, told) : undefined;
    if (untrue !== undefined) add('phantom', untrue, told.of(untrue));
    // A message without a name may be anybody's.
    if (isNameless || isStrange || !Array.isArray(kinds)) continue;
    const missing = missingOf(booking, told, kinds, recording);
    if (missing !== undefined) add('missing', missing);
  }
  if (recording.isShared || !recording.isFinalComplete || !recording.isInitialComplete) return found;
  for (const [reference, items] of byReference) {
    if (reference === -1 || bookings.of(reference) !== undefined) continue;
    found.push({ kind: 'phantom', provider: 'messaging', booking: undefined, items });
  }
  return found;
}

/** Why nobody can tell which message is which: they all have words that are none of ours; undefined: it can be told. */
export function strangeKinds({ names }: JudgedProviders, { ledger, offers }: Recording): string | undefined {
  if (!names.has('messaging') || !Array.isArray(offers?.messages) || offers.messages.length === 0) return undefined;
  const kinds = new Set<string>();
  for (const { provider, kind } of ledger.providers.items()) {
    if (provider !== 'messaging') continue;
    if (kind === -1) return undefined;
    kinds.add(ledger.names.textOf(kind));
  }
  if (kinds.size === 0 || kindsOfMessages.some((ours) => kinds.has(ours))) return undefined;
  return `the adapter’s \`messages\` does not say which messages these are: ${[...kinds].slice(0, 3).join(', ')}`;
}

interface Told {
  of(kind: string): readonly ProviderItemLife[];
  /** Of one of the kinds, or of none that anybody can tell. */
  isTold(kinds: readonly string[], sinceMs?: number): boolean;
}

function openTold(items: readonly ProviderItemLife[], { ledger, clockErrorMs }: Recording): Told {
  const isOf = ({ kind }: ProviderItemLife, name: string): boolean => kind !== -1 && ledger.names.textOf(kind) === name;
  return {
    of: (name) => items.filter((item) => isOf(item, name)),
    isTold: (kinds, sinceMs = Number.NEGATIVE_INFINITY) =>
      items.some(
        (item) => item.madeMs >= sinceMs - clockErrorMs && (item.kind === -1 || kinds.some((name) => isOf(item, name))),
      ),
  };
}

/** What the customer should have been told last, and was not. */
function missingOf(
  { story: { entries }, stored, place, before, isOurs }: CalledBooking,
  told: Told,
  kinds: readonly string[],
  { clockErrorMs }: Recording,
): string | undefined {
  const has = (kind: string): boolean => kinds.includes(kind);
  const done = (verb: Entry['verb']): Entry | undefined =>
    entries.find((each) => each.verb === verb && each.type === 'ok');
  /** Who knows of the booking as it was before this has to be told of it. */
  const isKnown = ({ startMs }: Entry): boolean =>
    before !== undefined || told.of('confirmation').some(({ madeMs }) => madeMs + clockErrorMs < startMs);
  if (stored?.status === 'booked') {
    const [first] = entries.flatMap(({ verb, type, answered, asked }) =>
      type !== 'fail' && verb !== 'reschedule' ? (answered ?? asked ?? []) : [],
    );
    const was = before ?? first;
    const isElsewhere = was !== undefined && place !== undefined && was.fromMs !== place.fromMs;
    const move = isElsewhere ? done('reschedule') : undefined;
    if (move !== undefined && has('move') && isKnown(move)) {
      return told.isTold(['move', 'confirmation'], move.startMs) ? undefined : 'move';
    }
    return isOurs && has('confirmation') && !told.isTold(['confirmation', 'move']) ? 'confirmation' : undefined;
  }
  const cancel = stored?.status === 'cancelled' || stored === undefined ? done('cancel') : undefined;
  if (cancel === undefined || !has('cancellation') || !isKnown(cancel)) return undefined;
  return told.isTold(['cancellation']) ? undefined : 'cancellation';
}

/** What somebody was told though nobody ever asked for it. */
function untrueOf({ story: { entries }, stored }: CalledBooking, told: Told): string | undefined {
  const isAsked = (...verbs: readonly Entry['verb'][]): boolean =>
    entries.some(({ verb, type }) => type !== 'fail' && verbs.includes(verb));
  // Some platforms move by cancelling, and book anew.
  const isStanding = stored?.status === 'booked' && !isAsked('cancel', 'reschedule');
  if (isStanding && told.of('cancellation').length > 0) return 'cancellation';
  if (isStanding && told.of('move').length > 0) return 'move';
  const isRefused = stored === undefined && entries.length > 0 && entries.every(({ type }) => type === 'fail');
  return isRefused && told.of('confirmation').length > 0 ? 'confirmation' : undefined;
}
