import type { DeliveryOperation } from '../../core/webhook.ts';
import type { Interner } from '../interner.ts';
import { type Entry, spanOf } from '../ledger.ts';

/**
 * What events may do to calendars, in the ledger's words: a booking that one asks for is an attempt without an answer,
 * whose tag is the event's id; so is a cancellation. That holds for refused and forged deliveries too, since whether
 * they may have done anything is a law of its own; every other law shall only know that the event explains it.
 */
export interface EventEntries {
  /** Returned: the event's entry when this is its first delivery and it asks for something. */
  take(operation: DeliveryOperation): Entry | undefined;
}

type Open = { -readonly [Key in keyof Entry]: Entry[Key] };

export function openEventEntries(names: Interner): EventEntries {
  const known = new Map<string, Open>();
  return {
    take({ startMs, endMs, value: { asked } }) {
      if (asked.demand.effect === 'none') return undefined;
      const before = known.get(asked.id);
      if (before !== undefined) {
        before.startMs = Math.min(before.startMs, startMs);
        before.endMs = Math.max(before.endMs, endMs);
        return undefined;
      }
      const entry = entryOf(names, asked, startMs, endMs);
      known.set(asked.id, entry);
      return entry;
    },
  };
}

function entryOf(
  names: Interner,
  { id, tenant, demand }: DeliveryOperation['value']['asked'],
  startMs: number,
  endMs: number,
): Open {
  const booked = demand.effect === 'book' ? demand : undefined;
  const numberOf = (text: string | undefined): number => (text === undefined ? -1 : names.numberOf(text));
  const nothing = { offered: undefined, expiresMs: undefined, read: undefined, answered: undefined, reason: undefined };
  return {
    ...{ id, verb: booked === undefined ? 'cancel' : 'book', type: 'info', startMs, endMs, ...nothing },
    // Nobody's user: receivers work at events when they like.
    process: names.numberOf(id),
    tenant: names.numberOf(tenant),
    branch: numberOf(booked?.branch),
    service: numberOf(booked?.service),
    customer: numberOf(booked?.customer),
    key: -1,
    // What a cancellation ends is known by the tag of its booking alone.
    tag: names.numberOf(demand.effect === 'cancel' ? demand.cancels : id),
    askedBooking: -1,
    answeredBooking: -1,
    asked: spanOf(names, booked?.slot),
  };
}
