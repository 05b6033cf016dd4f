import { isSameSpan } from '../echoes.ts';
import type { Span } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import type { CalledBooking, CalledBookings } from './called-bookings.ts';
import { doubledEntries } from './doubled-items.ts';
import { itemsOf } from './items-of.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { ProviderItemLife } from './provider-items.ts';

/** One thing that bookings and providers do not agree on. */
export interface Disagreement {
  readonly kind: 'missing' | 'phantom' | 'differing' | 'misdirected';
  readonly provider: ProviderItemLife['provider'];
  readonly booking: CalledBooking | undefined;
  /** What bears the booking's name at the provider, or should not be there. */
  readonly items: readonly ProviderItemLife[];
  /** A message's. */
  readonly message?: string;
}

/**
 * Each booking that the run made and that stands in the end has one entry where it stands; no other one has an entry
 * elsewhere or at all. Holds, no-shows and bookings from before need none, and may have one.
 */
export function reconcileEntries(
  judged: JudgedProviders,
  bookings: CalledBookings,
  recording: Recording,
): readonly Disagreement[] {
  if (!judged.names.has('calendar')) return [];
  const byReference = itemsOf(judged, 'calendar', recording);
  const excused = new Set(doubledEntries(judged, recording).flatMap(({ items }) => items));
  const isSamePlace = comparing(byReference, bookings);
  const nameless = openNameless((byReference.get(-1) ?? []).filter(isLive));
  const found: Disagreement[] = [];
  for (const booking of bookings.all) {
    const items = booking.references.flatMap((reference) =>
      bookings.of(reference) === booking ? (byReference.get(reference) ?? []) : [],
    );
    const live = items.filter(isLive);
    const { stored, place, isOurs } = booking;
    const status = stored?.status;
    if (booking.references.some((reference) => bookings.of(reference) === 'several')) continue;
    if (status === 'booked' && place !== undefined) {
      const right = live.filter((item) => isSamePlace(item, place));
      const wrong = live.filter((item) => !right.includes(item) && !excused.has(item));
      const isMissing = live.length === 0 && isOurs && !nameless.takeAt(place);
      if (isMissing) found.push({ kind: 'missing', provider: 'calendar', booking, items });
      else if (wrong.length > 0) {
        found.push({ kind: right.length > 0 ? 'phantom' : 'differing', provider: 'calendar', booking, items: wrong });
      }
    } else if (status === 'cancelled' || (stored === undefined && !isLost(booking))) {
      const left = live.filter((item) => !excused.has(item));
      if (left.length > 0) found.push({ kind: 'phantom', provider: 'calendar', booking, items: left });
    } else if (place !== undefined) nameless.takeAt(place);
  }
  if (recording.isShared || !recording.isFinalComplete || !recording.isInitialComplete) return found;
  for (const [reference, items] of byReference) {
    if (reference === -1 || bookings.of(reference) !== undefined) continue;
    const live = items.filter(isLive);
    if (live.length > 0) found.push({ kind: 'phantom', provider: 'calendar', booking: undefined, items: live });
  }
  return found;
}

const isLive = ({ deletedMs }: ProviderItemLife): boolean => deletedMs === Number.POSITIVE_INFINITY;

/** Acknowledged, never cancelled, and not there: that it is lost is for accounting to say. */
function isLost({ story: { entries } }: CalledBooking): boolean {
  const isMade = entries.some(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'));
  return isMade && entries.every(({ verb, type }) => verb !== 'cancel' || type === 'fail');
}

/**
 * Compares an entry with where its booking stands. Whose calendar it is in counts where the platform calls people there
 * as it does elsewhere; and where most entries end later than their bookings, they hold the time to clear up too.
 */
function comparing(
  byReference: ReadonlyMap<number, readonly ProviderItemLife[]>,
  bookings: CalledBookings,
): (item: ProviderItemLife, place: Span) => boolean {
  const resources = new Set<number>();
  for (const { place, before } of bookings.all) for (const at of [place, before]) resources.add(at?.resource ?? -1);
  let compared = 0;
  let later = 0;
  for (const [reference, items] of byReference) {
    const booking = bookings.of(reference);
    if (booking === undefined || booking === 'several' || booking.place === undefined) continue;
    for (const { places } of items) {
      const last = places.at(-1);
      if (last?.fromMs !== booking.place.fromMs) continue;
      compared += 1;
      if (last.toMs > booking.place.toMs) later += 1;
    }
  }
  const hasBuffer = later > compared / 2;
  return ({ places }, place) => {
    const last = places.at(-1);
    if (last === undefined) return true;
    const isSameStaff = last.resource === place.resource || !resources.has(last.resource);
    const isSameEnd = last.toMs === place.toMs || (hasBuffer && last.toMs > place.toMs);
    return isSameSpan({ ...last, resource: place.resource, toMs: place.toMs }, place) && isSameStaff && isSameEnd;
  };
}

/** Entries that name no booking stand for whichever is booked at their time. */
function openNameless(items: readonly ProviderItemLife[]): { takeAt(place: Span): boolean } {
  const counts = new Map<string, number>();
  const keyOf = ({ fromMs, toMs }: Span): string => `${fromMs} ${toMs}`;
  for (const { places } of items) {
    const last = places.at(-1);
    if (last !== undefined) counts.set(keyOf(last), (counts.get(keyOf(last)) ?? 0) + 1);
  }
  return {
    takeAt(place) {
      const left = counts.get(keyOf(place)) ?? 0;
      if (left > 0) counts.set(keyOf(place), left - 1);
      return left > 0;
    },
  };
}
