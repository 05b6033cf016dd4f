import type { StoredBooking } from '../core/booking.ts';
import type { Operation, OperationType, Reason } from '../core/operation.ts';
import { isDelivery } from '../core/webhook.ts';
import { type BookingNodes, openBookingNodes } from './booking-nodes.ts';
import { instantOf } from './instant-of.ts';
import { type Interner, openInterner } from './interner.ts';
import { type OpenProviders, openProviders, type Providers } from './outgoing/providers.ts';
import { openNumberTable } from './pair-numbers.ts';
import { type Deliveries, openDeliveries } from './webhooks/deliveries.ts';
import { openEventEntries } from './webhooks/event-entries.ts';

/**
 * What all laws about bookings read: every operation that can touch or show a calendar, reduced to what laws ask for,
 * and which of them are about the same booking. Kept once, however many laws there are.
 */
export interface Ledger {
  readonly entries: readonly Entry[];
  readonly names: Interner;
  /** Events and how they were delivered; what one may do to a calendar is an entry too. */
  readonly deliveries: Deliveries;
  readonly providers: Providers;
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
  readonly read?: StoredBooking | undefined;
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
  readonly initial: readonly StoredBooking[];
  readonly final: readonly StoredBooking[];
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

type States = { readonly nodes: number[]; readonly bookings: StoredBooking[] };

export function openLedger(): OpenLedger {
  const names = openInterner();
  const groups = openBookingNodes();
  const spans = openSpans(names);
  const deliveries = openDeliveries();
  const providers = openProviders(names);
  const events = openEventEntries(names);
  const entries: Entry[] = [];
  const nodes: number[] = [];
  const initial: States = { nodes: [], bookings: [] };
  const final: States = { nodes: [], bookings: [] };
  let told: readonly Story[] | undefined;

  const takeState = (state: States, booking: StoredBooking): void => {
    state.nodes.push(storedNode(groups, names, booking));
    state.bookings.push(booking);
    told = undefined;
  };

  const takeDelivery = (operation: Operation): Entry | undefined => {
    deliveries.take(operation);
    providers.takeOperation(operation);
    return isDelivery(operation) ? events.take(operation) : undefined;
  };

  return {
    entries,
    names,
    deliveries,
    providers,
    take(operation) {
      const entry = verbs.has(operation.verb)
        ? entryOf(names, spans, operation, entries.length)
        : takeDelivery(operation);
      told = undefined;
      if (entry === undefined) return;
      entries.push(entry);
      nodes.push(reads.has(entry.verb) ? -1 : nodeOf(groups, entry));
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
function nodeOf(groups: BookingNodes, { verb, tenant, tag, askedBooking, answeredBooking }: Entry): number {
  const isChange = verb === 'reschedule' || verb === 'cancel' || verb === 'mark-no-show';
  const asked = askedBooking === -1 ? -1 : groups.ofBooking(tenant, askedBooking);
  const answered = answeredBooking === -1 ? -1 : groups.ofBooking(tenant, answeredBooking);
  const first = asked === -1 ? answered : asked;
  const node = isChange && first !== -1 ? first : groups.ofTag(tag);
  if (asked !== -1) groups.join(node, asked);
  if (answered !== -1) groups.join(node, answered);
  return node;
}

function storedNode(groups: BookingNodes, names: Interner, { tenant, id, tag }: StoredBooking): number {
  const node = groups.ofBooking(numberOf(names, tenant), names.numberOf(id));
  if (tag !== undefined) groups.join(node, groups.ofTag(names.numberOf(tag)));
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
    if (some.length > 1) some.sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs);
    return { entries: some, initial: parts[1][story] as StoredBooking[], final: parts[2][story] as StoredBooking[] };
  });
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
function entryOf(names: Interner, spans: Spans, operation: Operation, row: number): Entry {
  const { id, type, startMs, endMs, intent, idempotencyKey, process, value } = operation;
  const verb = operation.verb as EntryVerb;
  const { asked = unsaid, answered = unsaid, reason } = value;
  const isSearch = verb === 'find-slots';
  const isOwnIntent = intent === id && reads.has(verb);
  const tag = isOwnIntent ? -2 - row : names.numberOf(intent);
  const askedBooking = numberOf(names, asked.booking);
  const askedSpan = isSearch ? spans.at(asked.resource, asked.from, asked.to) : spans.of(asked.slot);
  // All with the same fields in the same order, and nothing looked up twice: there are millions of them.
  return {
    id,
    verb,
    type,
    reason,
    startMs,
    endMs,
    process: process === intent && !isOwnIntent ? tag : names.numberOf(process),
    tenant: numberOf(names, asked.tenant),
    branch: numberOf(names, asked.branch),
    service: numberOf(names, asked.service),
    customer: numberOf(names, asked.customer),
    key: idempotencyKey === intent && !isOwnIntent && intent !== '' ? tag : numberOf(names, idempotencyKey),
    tag,
    askedBooking,
    answeredBooking: answered.booking === asked.booking ? askedBooking : numberOf(names, answered.booking),
    asked: askedSpan,
    answered: isSameSlot(answered.slot, asked.slot) ? askedSpan : spans.of(answered.slot),
    offered: isSearch && Array.isArray(answered.slots) ? spans.each(answered.slots) : undefined,
    expiresMs: verb === 'hold' && typeof answered.expires === 'string' ? instantOf(answered.expires) : undefined,
    read: verb === 'read-booking' ? bookingOf(answered.read) : undefined,
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

function bookingOf(said: unknown): StoredBooking | undefined {
  return typeof said === 'object' && said !== null ? (said as StoredBooking) : undefined;
}

/** Reads spans; those that come again are the same object, if they are the last one of their resource. */
interface Spans {
  of(slot: unknown): Span | undefined;
  at(resource: unknown, start: unknown, end: unknown): Span | undefined;
  each(slots: readonly unknown[]): readonly Span[];
}

function openSpans(names: Interner): Spans {
  const places = openNumberTable();
  const last: Span[] = [];
  const at: Spans['at'] = (resource, start, end) => {
    const span = readSpan(names, resource, start, end);
    if (span === undefined) return undefined;
    const place = places.get(span.resource);
    const known = last[place];
    if (known?.fromMs === span.fromMs && known.toMs === span.toMs) return known;
    last[place === -1 ? places.set(span.resource, last.length) : place] = span;
    return span;
  };
  const of: Spans['of'] = (slot) => {
    if (typeof slot !== 'object' || slot === null) return undefined;
    const { resource, start, end } = slot as Readonly<Record<string, unknown>>;
    return at(resource, start, end);
  };
  return {
    of,
    at,
    each(slots) {
      const spans = slots.map(of);
      return spans.includes(undefined) ? spans.filter((span) => span !== undefined) : (spans as readonly Span[]);
    },
  };
}

function readSpan(names: Interner, resource: unknown, start: unknown, end: unknown): Span | undefined {
  if (typeof resource !== 'string' || typeof start !== 'string' || typeof end !== 'string') return undefined;
  return { resource: names.numberOf(resource), fromMs: instantOf(start), toMs: instantOf(end) };
}

export function spanOf(names: Interner, said: unknown): Span | undefined {
  if (typeof said !== 'object' || said === null) return undefined;
  const { resource, start, end } = said as Readonly<Record<string, unknown>>;
  return readSpan(names, resource, start, end);
}
