import type { Entry } from '../ledger.ts';

/** Before everything that was recorded, and behind it: what the final state says, what may happen at any time. */
export const beforeAllMs = -Number.MAX_VALUE;
export const afterAllMs = Number.MAX_VALUE;

/**
 * What was done to bookings (`book` … `cancel`) and what was seen of them (`refused`: somebody is there; `free`: nobody
 * is; `shown`: this booking stands so).
 */
export type ActKind = 'book' | 'hold' | 'confirm' | 'move' | 'cancel' | 'refused' | 'free' | 'shown';

/** `gone`: it stands no longer; `missing`: it stands no longer, or was never made. */
export type Shown = 'held' | 'booked' | 'gone' | 'missing';

/** One operation, or one thing seen by one, that took effect at one moment from its start to its end. */
export interface Act {
  readonly kind: ActKind;
  /** Index of the group's booking; -1 where it is about a place only. */
  readonly booking: number;
  /** Index of the group's place; -1 where it names none. */
  readonly place: number;
  readonly startMs: number;
  readonly endMs: number;
  /** It may never have taken effect. */
  readonly isOptional: boolean;
  readonly shown?: Shown;
  /** What told; absent for what a stored state told. */
  readonly entry?: Entry;
}

/** A stretch of one resource's calendar, as one service fills it. */
export interface Place {
  /** Names of the ledger's interner. */
  readonly resource: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly service: number;
  /** How many bookings may stand exactly here at once; Infinity where nobody knows. */
  readonly seats: number;
  /** End of the buffer behind it; what is asked for there may be refused. */
  readonly blockedToMs: number;
}

/** What a booking may do by itself, or through an operation whose outcome nobody knows; Infinity: never. */
export interface Booking {
  /** Its name in the platform, or its tag; of the ledger's interner. */
  readonly name: number;
  readonly customer: number;
  /** Where it stood before the load, and how. */
  readonly initial?: { readonly place: number; readonly status: 'held' | 'booked' };
  /** A hold may run out from then on. */
  readonly lapsesFromMs: number;
  /** It may be given up, in whatever status, from then on: a cancellation without an answer. */
  readonly goesFromMs: number;
  /** A hold may become a booking from then on: a confirmation without an answer. */
  readonly confirmableFromMs: number;
}

/** Bookings and places that touch one another, with all that was done to them: judged apart from all others. */
export interface Group {
  readonly places: readonly Place[];
  readonly bookings: readonly Booking[];
  readonly acts: readonly Act[];
}

export function isEffect({ kind }: Act): boolean {
  return kind !== 'refused' && kind !== 'free' && kind !== 'shown';
}

/** Whether two bookings, one at each place, cannot both stand. */
export function areRivals(one: Place, other: Place): boolean {
  if (one.resource !== other.resource || one.fromMs >= other.toMs || other.fromMs >= one.toMs) return false;
  if (one === other) return one.seats === 1;
  // Two names of one session, where a service was not told.
  const isOneSession = one.fromMs === other.fromMs && Math.max(one.seats, other.seats) > 1;
  return !(isOneSession && (one.service === other.service || one.service === -1 || other.service === -1));
}

/** Whether a booking at the other place, with the buffers behind both, can be why this place was refused. */
export function mayBlock(place: Place, other: Place): boolean {
  if (place.resource !== other.resource) return false;
  return place.fromMs < other.blockedToMs && other.fromMs < place.blockedToMs;
}
