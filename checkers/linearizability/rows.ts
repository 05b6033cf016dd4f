import type { Entry, Span, Story } from '../ledger.ts';
import type { LedgerBooking } from '../stored-bookings.ts';
import type { Knowledge } from './knowledge.ts';
import { mayHaveHappened } from './knowledge.ts';
import { isAnsweredElsewhere } from './known-booking.ts';
import type { SpanColumns } from './stretches.ts';

const never = Number.POSITIVE_INFINITY;
const always = Number.NEGATIVE_INFINITY;

/** Where bookings may have stood, in columns: there are too many of them to keep an object for each. */
export interface Rows extends SpanColumns {
  /** When it was made: between these two. Infinite where nobody made it during the load, or nobody knows. */
  readonly startMs: number[];
  readonly endMs: number[];
  /** When it was given up; Infinity: never. */
  readonly goneMs: number[];
  readonly overMs: number[];
  readonly tenants: number[];
  readonly services: number[];
  readonly customers: number[];
  /** What it is called; -1 where nobody named it. */
  readonly names: number[];
  /** Index of the story. */
  readonly stories: number[];
  /** 1: the row tells all that its story is about: made once, perhaps confirmed, perhaps cancelled, never moved. */
  readonly isSimple: number[];
  /** 1: somebody was told that it stands there. */
  readonly isTold: number[];
}

interface Row {
  readonly span: Span;
  readonly tenant: number;
  readonly service: number;
  readonly customer: number;
  readonly name: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly goneMs: number;
  readonly overMs: number;
  readonly isTold: boolean;
}

export function rowsOf(stories: readonly Story[], knowledge: Knowledge): Rows {
  const rows = {
    ...{ calendars: [], fromMs: [], toMs: [], startMs: [], endMs: [], goneMs: [], overMs: [] },
    ...{ tenants: [], services: [], customers: [], names: [], stories: [], isSimple: [], isTold: [] },
  } as { -readonly [Column in keyof Rows]: number[] };
  const add = (row: Row, story: number, isSimple: number): void => {
    rows.calendars.push(row.span.resource);
    rows.fromMs.push(row.span.fromMs);
    rows.toMs.push(row.span.toMs);
    rows.startMs.push(row.startMs);
    rows.endMs.push(row.endMs);
    rows.goneMs.push(row.goneMs);
    rows.overMs.push(row.overMs);
    rows.tenants.push(row.tenant);
    rows.services.push(row.service);
    rows.customers.push(row.customer);
    rows.names.push(row.name);
    rows.stories.push(story);
    rows.isSimple.push(isSimple);
    rows.isTold.push(row.isTold ? 1 : 0);
  };
  for (const [index, story] of stories.entries()) {
    if (isNothing(story)) continue;
    const simple = simpleRow(story, knowledge);
    if (simple !== undefined) add(simple, index, 1);
    else for (const row of anyRows(story, knowledge)) add(row, index, 0);
  }
  return rows;
}

/** Refused, and nothing more. */
export function isNothing({ entries, initial, final }: Story): boolean {
  return initial.length === 0 && final.length === 0 && !entries.some(mayHaveHappened);
}

function simpleRow(story: Story, knowledge: Knowledge): Row | undefined {
  const { initial, final } = story;
  const before = initial[0];
  if (initial.length > 1 || final.length > 1) return undefined;
  if (before !== undefined && (before.status !== 'booked' || knowledge.isShared)) return undefined;
  const chain = chainOf(story, knowledge);
  if (chain === undefined || (chain.make === undefined) === (before === undefined)) return undefined;
  const { make, isConfirmed, cancel, name } = chain;
  const isBooked = before !== undefined || make?.verb === 'book' || isConfirmed;
  const ended = final[0];
  if (!isStoredAs(ended, isBooked, cancel !== undefined, knowledge)) return undefined;
  const tenant = make?.tenant ?? before?.tenantNumber ?? -1;
  const said = make?.answered ?? make?.asked;
  const span = before === undefined ? knowledge.placed(tenant, said) : knowledge.stored(tenant, before);
  if (span === undefined || (ended !== undefined && !standsAt(ended, span, knowledge))) return undefined;
  const service = make?.service ?? -1;
  const stored = before ?? ended;
  return {
    span,
    tenant,
    customer: make?.customer ?? before?.customerNumber ?? -1,
    name,
    service: service === -1 ? (stored?.serviceNumber ?? -1) : service,
    startMs: make?.startMs ?? always,
    endMs: make?.endMs ?? always,
    goneMs: cancel?.startMs ?? never,
    overMs: cancel?.endMs ?? never,
    isTold: true,
  };
}

interface Chain {
  readonly make: Entry | undefined;
  readonly isConfirmed: boolean;
  readonly cancel: Entry | undefined;
  readonly name: number;
}

/** Made, confirmed, cancelled, one behind the other, each once and each answered. */
function chainOf({ entries, initial }: Story, { hasHolds, unansweredMs }: Knowledge): Chain | undefined {
  let make: Entry | undefined;
  let cancel: Entry | undefined;
  let isConfirmed = false;
  let name = -1;
  let lastMs = always;
  for (const entry of entries) {
    const { verb, type, answeredBooking, askedBooking, startMs, endMs, tenant, key } = entry;
    if (name === -1) name = askedBooking === -1 ? answeredBooking : askedBooking;
    if (!mayHaveHappened(entry)) continue;
    if (type !== 'ok' || startMs < lastMs || cancel !== undefined || isAnsweredElsewhere(entry)) return undefined;
    if (key !== -1 && unansweredMs(tenant, key) < startMs) return undefined;
    lastMs = endMs;
    if (verb === 'book' || (verb === 'hold' && hasHolds)) {
      if (make !== undefined) return undefined;
      make = entry;
    } else if (verb === 'confirm') {
      if (make?.verb !== 'hold' || isConfirmed || !isOneSlot(entry, make)) return undefined;
      isConfirmed = true;
    } else if (verb === 'cancel' && (make !== undefined || initial.length > 0)) cancel = entry;
    else return undefined;
  }
  return { make, isConfirmed, cancel, name };
}

function isOneSlot({ answered, asked }: Entry, make: Entry): boolean {
  const said = answered ?? asked;
  const made = make.answered ?? make.asked;
  return said === undefined || (said.resource === made?.resource && said.fromMs === made.fromMs);
}

/** What the end shows is what was done last, and nothing else. */
function isStoredAs(
  ended: LedgerBooking | undefined,
  isBooked: boolean,
  isCancelled: boolean,
  { isFinalComplete }: Knowledge,
): boolean {
  if (ended === undefined) return isCancelled || !isBooked || !isFinalComplete;
  if (isCancelled) return ended.status === 'cancelled';
  return isBooked ? ended.status === 'booked' : ended.status === 'cancelled' || ended.status === 'held';
}

function standsAt({ span: stands }: LedgerBooking, span: Span, { resourceOf }: Knowledge): boolean {
  const isThere = stands?.fromMs === span.fromMs && stands.toMs === span.toMs;
  return isThere && resourceOf(span.resource) === stands.resource;
}

/** Wherever it may have stood; when, is for others to find out. */
function anyRows({ entries, initial, final }: Story, knowledge: Knowledge): readonly Row[] {
  const when = { startMs: always, endMs: never, goneMs: never, overMs: never };
  const asker = entries.find((entry) => entry.customer !== -1)?.customer ?? -1;
  const customer = asker === -1 ? ((initial[0] ?? final[0])?.customerNumber ?? -1) : asker;
  const rows: Row[] = [];
  for (const entry of entries) {
    if (!mayHaveHappened(entry)) continue;
    const { tenant, service, askedBooking, answeredBooking } = entry;
    const name = askedBooking === -1 ? answeredBooking : askedBooking;
    for (const said of [entry.asked, entry.answered]) {
      const span = knowledge.placed(tenant, said);
      if (span !== undefined)
        rows.push({ span, tenant, service, customer, name, isTold: entry.type === 'ok', ...when });
    }
  }
  for (const booking of [...initial, ...final]) {
    const { tenantNumber: tenant, serviceNumber: service, idNumber: name } = booking;
    const span = knowledge.stored(tenant, booking);
    if (span !== undefined) rows.push({ span, tenant, service, customer, name, isTold: true, ...when });
  }
  return rows;
}
