import type { Entry, Span } from '../ledger.ts';
import type { Act, Booking } from './group.ts';

/** An act that is not yet part of a group: its place in the calendar as it is. */
export type Deed = Omit<Act, 'booking' | 'place'> & { readonly span?: Span };

/** One booking as far as the recording tells of it. Resources of spans are calendars (see Knowledge). */
export interface KnownBooking extends Omit<Booking, 'initial'> {
  readonly tenant: number;
  readonly service: number;
  readonly initial?: { readonly span: Span; readonly status: 'held' | 'booked' };
  readonly deeds: readonly Deed[];
  /** Two changes of it ran at once: only then a contradiction with itself is a race and not accounting's case. */
  readonly isRaced: boolean;
  /** It was made, and nothing else is known. */
  readonly isPlain: boolean;
}

/** Something that the model does not follow, and that may be why somebody was refused. */
export interface Stranger {
  readonly span: Span;
  readonly customer: number;
  readonly fromMs: number;
  readonly toMs: number;
}

export function spansOf({ initial, deeds }: KnownBooking): readonly Span[] {
  const spans = initial === undefined ? [] : [initial.span];
  for (const { span } of deeds) {
    if (span !== undefined && !spans.some((known) => isSameSpan(known, span))) spans.push(span);
  }
  return spans;
}

export function isSameSpan(one: Span, other: Span): boolean {
  return one.resource === other.resource && one.fromMs === other.fromMs && one.toMs === other.toMs;
}

export function meet(one: Pick<Entry, 'startMs' | 'endMs'>, other: Pick<Entry, 'startMs' | 'endMs'>): boolean {
  return one.startMs <= other.endMs && other.startMs <= one.endMs;
}

/** A replay of another request's answer, or a place that drifted: told by other laws. */
export function isAnsweredElsewhere({ asked, answered }: Entry): boolean {
  if (asked === undefined || answered === undefined) return false;
  return asked.resource !== answered.resource || asked.fromMs !== answered.fromMs;
}
