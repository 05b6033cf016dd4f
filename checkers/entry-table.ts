import type { OperationType, Reason } from '../core/operation.ts';
import { type Ids, openIds } from './ids.ts';
import type { Entry, EntryVerb, Span } from './ledger.ts';
import type { Spans } from './spans.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** An entry on its way into the table: spans by their numbers, -1 for none. */
export interface NewEntry extends Omit<Entry, 'asked' | 'answered' | 'offered' | 'expiresMs' | 'read' | 'row'> {
  readonly asked: number;
  readonly answered: number;
  readonly offered?: readonly number[] | undefined;
  readonly expiresMs?: number | undefined;
  readonly read?: LedgerBooking | undefined;
}

/**
 * Entries as rows of two typed arrays: an object with twenty fields for each of a million operations is more than the
 * garbage collector can walk in time. An `Entry` is a number and a view of its row, so that laws read it as any object
 * (but cannot spread it).
 */
export interface EntryTable {
  readonly entries: readonly Entry[];
  add(entry: NewEntry): Entry;
  /** Widens the time in which a row took place. */
  widen(row: number, startMs: number, endMs: number): void;
}

const verbs: readonly EntryVerb[] = [
  ...(['find-slots', 'book', 'hold', 'confirm', 'cancel', 'reschedule', 'mark-no-show', 'read-booking'] as const),
];
const types: readonly OperationType[] = ['ok', 'fail', 'info'];
const reasons: readonly (Reason | undefined)[] = [
  ...([undefined, 'taken', 'invalid', 'not-found', 'forbidden'] as const),
  ...(['conflict', 'expired', 'throttled', 'error', 'unknown'] as const),
];
const numberOfVerb = new Map(verbs.map((verb, number) => [verb, number]));
const numberOfReason = new Map(reasons.map((reason, number) => [reason, number]));

/** Numbers of a row: a line of the processor's cache. `more` is where the lists have what few verbs say. */
const rowBits = 4;
const [kind, process, tenant, branch, service, customer, key] = [0, 1, 2, 3, 4, 5, 6] as const;
const [tag, askedBooking, answeredBooking, asked, answered, more] = [7, 8, 9, 10, 11, 12] as const;

interface Columns {
  numbers: Int32Array;
  /** Start and end of each row, ms. */
  times: Float64Array;
  readonly ids: Ids;
  readonly spans: Spans;
  /** Of each search how many spans were offered, and their numbers. */
  readonly offers: number[];
  readonly expiries: number[];
  readonly reads: LedgerBooking[];
}

export function openEntryTable(spans: Spans): EntryTable {
  const capacity = 1024;
  const columns: Columns = {
    numbers: new Int32Array(capacity << rowBits),
    times: new Float64Array(2 * capacity),
    ...{ ids: openIds(), spans, offers: [], expiries: [], reads: [] },
  };
  const entries: Entry[] = [];
  return {
    entries,
    add(entry) {
      const row = entries.length;
      if (2 * row === columns.times.length) grow(columns);
      write(columns, row, entry);
      const view = new EntryRow(columns, row);
      entries.push(view);
      return view;
    },
    widen(row, startMs, endMs) {
      const { times } = columns;
      times[2 * row] = Math.min(times[2 * row] as number, startMs);
      times[2 * row + 1] = Math.max(times[2 * row + 1] as number, endMs);
    },
  };
}

function grow(columns: Columns): void {
  const { numbers, times } = columns;
  columns.numbers = new Int32Array(2 * numbers.length);
  columns.numbers.set(numbers);
  columns.times = new Float64Array(2 * times.length);
  columns.times.set(times);
}

function write(columns: Columns, row: number, entry: NewEntry): void {
  const { numbers, times, ids } = columns;
  const at = row << rowBits;
  const reason = entry.reason === undefined ? 0 : (numberOfReason.get(entry.reason) ?? 0);
  const verb = numberOfVerb.get(entry.verb) ?? 0;
  ids.push(entry.id);
  times[2 * row] = entry.startMs;
  times[2 * row + 1] = entry.endMs;
  numbers[at + kind] = verb | (types.indexOf(entry.type) << 8) | (reason << 16);
  numbers[at + process] = entry.process;
  numbers[at + tenant] = entry.tenant;
  numbers[at + branch] = entry.branch;
  numbers[at + service] = entry.service;
  numbers[at + customer] = entry.customer;
  numbers[at + key] = entry.key;
  numbers[at + tag] = entry.tag;
  numbers[at + askedBooking] = entry.askedBooking;
  numbers[at + answeredBooking] = entry.answeredBooking;
  numbers[at + asked] = entry.asked;
  numbers[at + answered] = entry.answered;
  numbers[at + more] = writeMore(columns, entry);
}

function writeMore({ offers, expiries, reads }: Columns, { verb, offered, expiresMs, read }: NewEntry): number {
  if (verb === 'find-slots' && offered !== undefined) {
    const at = offers.push(offered.length) - 1;
    for (const span of offered) offers.push(span);
    return at;
  }
  if (verb === 'hold' && expiresMs !== undefined) return expiries.push(expiresMs) - 1;
  if (verb === 'read-booking' && read !== undefined) return reads.push(read) - 1;
  return -1;
}

function numberAt({ numbers }: Columns, row: number, field: number): number {
  return numbers[(row << rowBits) + field] as number;
}

/** A view of one row; a class, since its fields have to be getters that all views share. */
class EntryRow implements Entry {
  readonly row: number;
  readonly #columns: Columns;

  constructor(columns: Columns, row: number) {
    this.row = row;
    this.#columns = columns;
  }

  get id(): string {
    return this.#columns.ids.at(this.row);
  }
  get verb(): EntryVerb {
    return verbs[numberAt(this.#columns, this.row, kind) & 255] as EntryVerb;
  }
  get type(): OperationType {
    return types[(numberAt(this.#columns, this.row, kind) >> 8) & 255] as OperationType;
  }
  get reason(): Reason | undefined {
    return reasons[numberAt(this.#columns, this.row, kind) >> 16];
  }
  get startMs(): number {
    return this.#columns.times[2 * this.row] as number;
  }
  get endMs(): number {
    return this.#columns.times[2 * this.row + 1] as number;
  }
  get process(): number {
    return numberAt(this.#columns, this.row, process);
  }
  get tenant(): number {
    return numberAt(this.#columns, this.row, tenant);
  }
  get branch(): number {
    return numberAt(this.#columns, this.row, branch);
  }
  get service(): number {
    return numberAt(this.#columns, this.row, service);
  }
  get customer(): number {
    return numberAt(this.#columns, this.row, customer);
  }
  get key(): number {
    return numberAt(this.#columns, this.row, key);
  }
  get tag(): number {
    return numberAt(this.#columns, this.row, tag);
  }
  get askedBooking(): number {
    return numberAt(this.#columns, this.row, askedBooking);
  }
  get answeredBooking(): number {
    return numberAt(this.#columns, this.row, answeredBooking);
  }
  get asked(): Span | undefined {
    return this.#columns.spans.spanOf(numberAt(this.#columns, this.row, asked));
  }
  get answered(): Span | undefined {
    return this.#columns.spans.spanOf(numberAt(this.#columns, this.row, answered));
  }
  get offered(): readonly Span[] | undefined {
    const at = numberAt(this.#columns, this.row, more);
    if (at === -1 || this.verb !== 'find-slots') return undefined;
    const { offers, spans } = this.#columns;
    const offered: Span[] = [];
    const behind = at + 1 + (offers[at] as number);
    for (let place = at + 1; place < behind; place += 1) offered.push(spans.spanOf(offers[place] as number) as Span);
    return offered;
  }
  get expiresMs(): number | undefined {
    const at = numberAt(this.#columns, this.row, more);
    return at === -1 || this.verb !== 'hold' ? undefined : this.#columns.expiries[at];
  }
  get read(): LedgerBooking | undefined {
    const at = numberAt(this.#columns, this.row, more);
    return at === -1 || this.verb !== 'read-booking' ? undefined : this.#columns.reads[at];
  }
}
