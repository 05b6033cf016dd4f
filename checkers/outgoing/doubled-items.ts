import { isSameSpan } from '../echoes.ts';
import type { Entry, Span } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import { type CalledBooking, calledBookings } from './called-bookings.ts';
import { itemsOf } from './items-of.ts';
import type { JudgedProviders } from './judged-providers.ts';
import type { ProviderItemLife } from './provider-items.ts';

/** What was done at a provider more often than anybody asked for it. */
export interface DoubledItems {
  readonly booking: CalledBooking | undefined;
  readonly items: readonly ProviderItemLife[];
}

/**
 * Entries of one booking that stood at the same place beside each other, also when one was removed later. Whoever moves
 * a booking by a new entry may have both for a while, and when it is moved back, both at the same place.
 */
export function doubledEntries(judged: JudgedProviders, recording: Recording): readonly DoubledItems[] {
  const bookings = calledBookings(recording);
  const doubled: DoubledItems[] = [];
  for (const [reference, items] of itemsOf(judged, 'calendar', recording)) {
    const booking = bookings.of(reference);
    if (items.length < 2 || reference === -1 || booking === 'several') continue;
    const beside = items.flatMap((item, at) => {
      const place = item.places[0];
      const before = items.slice(0, at).find((other) => place !== undefined && standsAt(other, place, item.madeMs));
      return before === undefined || place === undefined ? [] : [{ item, before, place }];
    });
    const excess = beside.filter(
      ({ place }, row) =>
        beside.slice(0, row + 1).filter((pair) => isSameSpan(pair.place, place)).length > movesTo(booking, place),
    );
    if (excess.length > 0) {
      doubled.push({ booking, items: [...new Set(excess.flatMap(({ before, item }) => [before, item]))] });
    }
  }
  return doubled;
}

function standsAt({ places, madeMs, deletedMs }: ProviderItemLife, place: Span, atMs: number): boolean {
  const last = places.findLast((each) => each.atMs <= atMs);
  return madeMs <= atMs && atMs < deletedMs && last !== undefined && isSameSpan(last, place);
}

/** A move to somebody else at the same time is none to here, where the provider names people as the platform does. */
function movesTo(booking: CalledBooking | undefined, { resource, fromMs, toMs }: Span): number {
  const entries = booking?.story.entries ?? [];
  const isNamedAlike = entries.some((entry) => [entry.asked, entry.answered].some((at) => at?.resource === resource));
  const isHere = (place: Span | undefined): boolean => {
    if (place === undefined) return true;
    const isSomebody = place.resource === resource || place.resource === -1 || !isNamedAlike;
    return isSomebody && place.fromMs === fromMs && place.toMs === toMs;
  };
  const moves = entries.filter(({ verb, type }) => verb === 'reschedule' && type !== 'fail');
  return moves.filter(({ asked, answered }) => isHere(asked) || isHere(answered)).length;
}

const changesOf: Readonly<Record<string, (entry: Entry) => boolean>> = {
  // Whoever moves may confirm anew.
  confirmation: ({ verb }) => verb === 'reschedule',
  move: ({ verb }) => verb === 'reschedule',
  cancellation: ({ verb }) => verb === 'cancel',
};

/** Messages of one kind, to one number over one channel, that are more than the booking's changes can have made. */
export function doubledMessages(judged: JudgedProviders, recording: Recording): readonly DoubledItems[] {
  const bookings = calledBookings(recording);
  const { names } = recording.ledger;
  const doubled: DoubledItems[] = [];
  for (const [reference, items] of itemsOf(judged, 'messaging', recording)) {
    const booking = bookings.of(reference);
    if (items.length < 2 || reference === -1 || booking === 'several') continue;
    const alike = new Map<string, ProviderItemLife[]>();
    for (const item of items) {
      const key = `${item.kind} ${item.to} ${item.channel}`;
      alike.set(key, [...(alike.get(key) ?? []), item]);
    }
    for (const some of alike.values()) {
      const kind = some[0]?.kind ?? -1;
      const isChange = kind === -1 ? undefined : changesOf[names.textOf(kind)];
      if (isChange !== undefined && some.length > allowed(booking, isChange, names.textOf(kind))) {
        doubled.push({ booking, items: some });
      }
    }
  }
  return doubled;
}

function allowed(booking: CalledBooking | undefined, isChange: (entry: Entry) => boolean, kind: string): number {
  const { entries = [], final = [] } = booking?.story ?? {};
  const changes = entries.filter((entry) => entry.type !== 'fail' && isChange(entry)).length;
  // A tag that made several bookings is told of each; that it did is for accounting to say.
  return kind === 'confirmation' ? Math.max(1, final.length) + changes : Math.max(1, changes);
}
