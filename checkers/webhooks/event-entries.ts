import type { DeliveryOperation } from '../../core/webhook.ts';
import type { EntryTable, NewEntry } from '../entry-table.ts';
import type { Interner } from '../interner.ts';
import type { Spans } from '../spans.ts';

/**
 * What events may do to calendars, in the ledger's words: a booking that one asks for is an attempt without an answer,
 * whose tag is the event's id; so is a cancellation. That holds for refused and forged deliveries too, since whether
 * they may have done anything is a law of its own; every other law shall only know that the event explains it.
 */
export interface EventEntries {
  /** An event's first delivery that asks for something is an entry; the others widen it. */
  take(operation: DeliveryOperation): void;
}

export function openEventEntries(
  names: Interner,
  spans: Spans,
  { add, widen }: Pick<EntryTable, 'add' | 'widen'>,
): EventEntries {
  const rows = new Map<string, number>();
  return {
    take({ startMs, endMs, value: { asked } }) {
      if (asked.demand.effect === 'none') return;
      const known = rows.get(asked.id);
      if (known === undefined) rows.set(asked.id, add(entryOf(names, spans, asked, startMs, endMs)).row);
      else widen(known, startMs, endMs);
    },
  };
}

function entryOf(
  names: Interner,
  spans: Spans,
  { id, tenant, demand }: DeliveryOperation['value']['asked'],
  startMs: number,
  endMs: number,
): NewEntry {
  const booked = demand.effect === 'book' ? demand : undefined;
  const numberOf = (text: string | undefined): number => (text === undefined ? -1 : names.numberOf(text));
  return {
    ...{ id, verb: booked === undefined ? 'cancel' : 'book', type: 'info', reason: undefined, startMs, endMs },
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
    asked: spans.of(booked?.slot),
    answered: -1,
  };
}
