import type { StoredBooking } from '../core/booking.ts';
import type { Operation, OperationType, Reason } from '../core/operation.ts';
import { isDelivery } from '../core/webhook.ts';
import { type BookingNodes, openBookingNodes } from './booking-nodes.ts';
import { type EntryTable, type NewEntry, openEntryTable } from './entry-table.ts';
import { type ForeignCustomers, openForeignCustomers } from './foreign-customers.ts';
import { instantOf } from './instant-of.ts';
import { type Interner, openInterner } from './interner.ts';
import { type ListLooks, openListLooks } from './list-looks.ts';
import { type OpenProviders, openProviders, type Providers } from './outgoing/providers.ts';
import { openNumberTable } from './pair-numbers.ts';
import { openSpans, type Spans } from './spans.ts';
import { type LedgerBooking, ledgerBooking } from './stored-bookings.ts';
import { type Deliveries, openDeliveries } from './webhooks/deliveries.ts';
import { openEventEntries } from './webhooks/event-entries.ts';

/**
 * What all laws about bookings read: every operation that can touch or show a calendar, reduced to what laws ask for,
 * and which of them are about the same booking. Kept once, however many laws there are.
 */
export interface Ledger {
  readonly entries: readonly Entry[];
  /** Of them those that look for slots, those that look at a booking, and all others; each in the entries' order. */
  readonly searches: readonly Entry[];
  readonly looks: readonly Entry[];
  readonly attempts: readonly Entry[];
  readonly names: Interner;
  /** Events and how they were delivered; what one may do to a calendar is an entry too. */
  readonly deliveries: Deliveries;
  readonly providers: Providers;
  /** Looks for one booking in the list of its day. */
  readonly lists: ListLooks;
  /** Looks for other tenants' customers. */
  readonly customers: ForeignCustomers;
  /** Each booking with all that was attempted on it and all that is stored of it; in the order of the first attempt. */
  stories(): readonly Story[];
}

export type EntryVerb =
  | 'find-slots'
  | 'book'
  | 'hold'
  | 'confirm'
  | 'cancel'
  | 'reschedule'
  | 'mark-no-show'
  | 'read-booking';

/** One operation. Names are numbers of the ledger's interner, -1 where nothing was said; times are ms. */
export interface Entry {
  /** Its place in `ledger.entries`. */
  readonly row: number;
  readonly id: string;
  readonly verb: EntryVerb;
  readonly type: OperationType;
  readonly reason: Reason | undefined;
  readonly process: number;
  /** On the run's clock. */
  readonly startMs: number;
  readonly endMs: number;
  readonly tenant: number;
  readonly branch: number;
  readonly service: number;
  readonly customer: number;
  /** Idempotency key. */
  readonly key: number;
  /** The intent's tag; < -1: a read, which is an intent of its own and has no tag that anybody else could send. */
  readonly tag: number;
  /** Which booking an operation on one names, and which one the answer names. */
  readonly askedBooking: number;
  readonly answeredBooking: number;
  readonly asked: Span | undefined;
  readonly answered: Span | undefined;
  /** find-slots: the first slots that were offered. */
  readonly offered?: readonly Span[] | undefined;
  /** hold: when it runs out by the platform's word, ms since 1970. */
  readonly expiresMs?: number | undefined;
  /** read-booking: what was shown. */
  readonly read?: LedgerBooking | undefined;
}

/** A stretch of one resource's calendar, half-open, ms since 1970; NaN where a time could not be read. */
export interface Span {
  readonly resource: number;
  readonly fromMs: number;
  readonly toMs: number;
}

/** One booking's life. */
export interface Story {
  /** In the order of their starts. */
  readonly entries: readonly Entry[];
  readonly initial: readonly LedgerBooking[];
  readonly final: readonly LedgerBooking[];
}

export interface OpenLedger extends Ledger {
  readonly providers: OpenProviders;
  take(operation: Operation): void;
  takeInitial(booking: StoredBooking): void;
  takeFinal(booking: StoredBooking): void;
}

const verbs: ReadonlySet<string> = new Set<EntryVerb>([
  ...(['find-slots', 'book', 'hold', 'confirm', 'cancel', 'reschedule', 'mark-no-show', 'read-booking'] as const),
]);
const reads: ReadonlySet<string> = new Set<EntryVerb>(['find-slots', 'read-booking']);

type States = { readonly nodes: number[]; readonly bookings: LedgerBooking[] };

export function openLedger(): OpenLedger {
  const names = openInterner();
  const groups = openBookingNodes();
  const spans = openSpans(names);
  const deliveries = openDeliveries();
  const providers = openProviders(names);
  const lists = openListLooks(names, spans);
  const customers = openForeignCustomers();
  const table = openEntryTable(spans);
  const { entries } = table;
  const [searches, looks, attempts] = [[] as Entry[], [] as Entry[], [] as Entry[]];
  const nodes: number[] = [];
  const initial: States = { nodes: [], bookings: [] };
  const final: States = { nodes: [], bookings: [] };
  let told: readonly Story[] | undefined;

  const takeState = (state: States, stored: StoredBooking): void => {
    const booking = ledgerBooking(names, spans, stored);
    state.nodes.push(storedNode(groups, booking));
    state.bookings.push(booking);
    told = undefined;
  };
  const add: EntryTable['add'] = (entry) => {
    const view = table.add(entry);
    nodes.push(reads.has(entry.verb) ? -1 : nodeOf(groups, entry));
    (entry.verb === 'find-slots' ? searches : entry.verb === 'read-booking' ? looks : attempts).push(view);
    return view;
  };
  const events = openEventEntries(names, spans, { add, widen: table.widen });

  return {
    ...{ entries, searches, looks, attempts, names, deliveries, providers, lists, customers },
    take(operation) {
      told = undefined;
      if (verbs.has(operation.verb)) {
        add(entryOf(names, spans, operation, entries.length));
        return;
      }
      deliveries.take(operation);
      providers.takeOperation(operation);
      lists.take(operation);
      customers.take(operation);
      if (isDelivery(operation)) events.take(operation);
    },
    takeInitial: (booking) => takeState(initial, booking),
    takeFinal: (booking) => takeState(final, booking),
    stories() {
      told ??= tell({ entries, nodes }, groups, initial, final);
      return told;
    },
  };
}

/** The booking that a change names, else the one that the tag makes; every id that is mentioned means the same one. */
function nodeOf(groups: BookingNodes, { verb, tenant, tag, askedBooking, answeredBooking }: NewEntry): number {
  const isChange = verb === 'reschedule' || verb === 'cancel' || verb === 'mark-no-show';
  const asked = askedBooking === -1 ? -1 : groups.ofBooking(tenant, askedBooking);
  const answered = answeredBooking === -1 ? -1 : groups.ofBooking(tenant, answeredBooking);
  const first = asked === -1 ? answered : asked;
  const node = isChange && first !== -1 ? first : groups.ofTag(tag);
  if (asked !== -1) groups.join(node, asked);
  if (answered !== -1) groups.join(node, answered);
  return node;
}

function storedNode(groups: BookingNodes, booking: LedgerBooking): number {
  const { tenantNumber, idNumber, tagNumber } = booking;
  const node = groups.ofBooking(tenantNumber, idNumber);
  if (tagNumber !== -1) groups.join(node, groups.ofTag(tagNumber));
  return node;
}

/** In the order of the first attempt; arrays have no room to grow, since there are many. */
function tell(
  { entries, nodes }: { readonly entries: readonly Entry[]; readonly nodes: readonly number[] },
  groups: BookingNodes,
  initial: States,
  final: States,
): readonly Story[] {
  const numbers = openNumberTable();
  let count = 0;
  const storyOf = (node: number): number => {
    if (node === -1) return -1;
    const root = groups.root(node);
    const known = numbers.get(root);
    return known === -1 ? numbers.set(root, count++) : known;
  };
  const owners = [nodes, initial.nodes, final.nodes].map((some) => Int32Array.from(some, storyOf));
  const parts = [
    partsOf(entries, owners[0] as Int32Array, count),
    partsOf(initial.bookings, owners[1] as Int32Array, count),
    partsOf(final.bookings, owners[2] as Int32Array, count),
  ] as const;
  return Array.from({ length: count }, (_, story) => {
    const some = parts[0][story] as Entry[];
    if (!some.every(isInOrder)) some.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
    return { entries: some, initial: parts[1][story] as LedgerBooking[], final: parts[2][story] as LedgerBooking[] };
  });
}

function isInOrder(entry: Entry, at: number, all: readonly Entry[]): boolean {
  const before = all[at - 1];
  return at === 0 || before === undefined || before.startMs < entry.startMs;
}

/** Items by their owner, in their order. */
function partsOf<Item>(items: readonly Item[], owners: Int32Array, count: number): readonly Item[][] {
  const sizes = new Int32Array(count);
  for (const owner of owners) if (owner !== -1) sizes[owner] = (sizes[owner] as number) + 1;
  const none: Item[] = [];
  const parts = Array.from(sizes, (size) => (size === 0 ? none : new Array<Item>(size)));
  const filled = new Int32Array(count);
  for (const [row, owner] of owners.entries()) {
    if (owner === -1) continue;
    const at = filled[owner] as number;
    (parts[owner] as Item[])[at] = items[row] as Item;
    filled[owner] = at + 1;
  }
  return parts;
}

const unsaid: Readonly<Record<string, unknown>> = {};

function entryOf(names: Interner, spans: Spans, operation: Operation, row: number): NewEntry {
  const { id, type, startMs, endMs, intent, idempotencyKey, process, value } = operation;
  const verb = operation.verb as EntryVerb;
  const { asked = unsaid, answered = unsaid, reason } = value;
  const isSearch = verb === 'find-slots';
  const isOwnIntent = intent === id && reads.has(verb);
  const tag = isOwnIntent ? -2 - row : names.numberOf(intent);
  const askedBooking = numberOf(names, asked.booking);
  const askedSpan = isSearch ? spans.at(asked.resource, asked.from, asked.to) : spans.of(asked.slot);
  // Nothing is looked up twice: there are millions of them.
  return {
    id,
    verb,
    type,
    reason,
    startMs,
    endMs,
    tag,
    process: process === intent && !isOwnIntent ? tag : names.numberOf(process),
    tenant: numberOf(names, asked.tenant),
    branch: numberOf(names, asked.branch),
    service: numberOf(names, asked.service),
    customer: numberOf(names, asked.customer),
    key: idempotencyKey === intent && !isOwnIntent && intent !== '' ? tag : numberOf(names, idempotencyKey),
    askedBooking,
    answeredBooking: answered.booking === asked.booking ? askedBooking : numberOf(names, answered.booking),
    asked: askedSpan,
    answered: isSameSlot(answered.slot, asked.slot) ? askedSpan : spans.of(answered.slot),
    offered: isSearch && Array.isArray(answered.slots) ? offeredIn(spans, answered.slots, answered.offered) : undefined,
    expiresMs: verb === 'hold' && typeof answered.expires === 'string' ? instantOf(answered.expires) : undefined,
    read: verb === 'read-booking' ? bookingOf(names, spans, answered.read) : undefined,
  };
}

/** Whether two slots are written alike. */
function isSameSlot(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) return false;
  const [said, asked] = [one as Readonly<Record<string, unknown>>, other as Readonly<Record<string, unknown>>];
  return said.resource === asked.resource && said.start === asked.start && said.end === asked.end;
}

/** What is empty names nothing. */
function numberOf(names: Interner, text: unknown): number {
  return typeof text === 'string' && text !== '' ? names.numberOf(text) : -1;
}

/** Undefined where some were offered and none is told. */
function offeredIn(spans: Spans, slots: readonly unknown[], count: unknown): readonly number[] | undefined {
  if (slots.length === 0 && typeof count === 'number' && count > 0) return undefined;
  const offered: number[] = [];
  for (const slot of slots) {
    const span = spans.of(slot);
    if (span !== -1) offered.push(span);
  }
  return offered;
}

function bookingOf(names: Interner, spans: Spans, said: unknown): LedgerBooking | undefined {
  return typeof said === 'object' && said !== null ? ledgerBooking(names, spans, said as StoredBooking) : undefined;
}
