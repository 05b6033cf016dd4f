import type { StoredBooking } from '../core/booking.ts';
import type { Interner } from './interner.ts';
import type { Span } from './ledger.ts';
import type { Spans } from './spans.ts';
import { tenantNumber } from './tenant-number.ts';

/** A stored booking, with its names as numbers of the ledger's interner too; -1 where nothing was said. */
export interface LedgerBooking extends StoredBooking {
  readonly idNumber: number;
  readonly tagNumber: number;
  readonly tenantNumber: number;
  readonly resourceNumber: number;
  readonly serviceNumber: number;
  readonly customerNumber: number;
  /** Undefined where it cannot be read. */
  readonly span: Span | undefined;
}

/** Keeps a booking without texts of its own: the ledger has nearly all of them already. */
export function ledgerBooking(names: Interner, spans: Spans, booking: StoredBooking): LedgerBooking {
  return new KeptBooking(names, spans, booking);
}

/** A class, since its texts have to be getters that all bookings share. */
class KeptBooking implements LedgerBooking {
  readonly idNumber: number;
  readonly tagNumber: number;
  readonly tenantNumber: number;
  readonly resourceNumber: number;
  readonly serviceNumber: number;
  readonly customerNumber: number;
  readonly span: Span | undefined;
  readonly status: StoredBooking['status'];
  readonly #names: Interner;
  readonly #start: number;
  readonly #end: number;

  constructor(names: Interner, spans: Spans, booking: StoredBooking) {
    const { id, tag, tenant, resource, service, customer, start, end, status } = booking;
    this.#names = names;
    this.idNumber = numberOf(names, id);
    this.tagNumber = numberOf(names, tag);
    this.tenantNumber = tenantNumber(names, tenant);
    this.resourceNumber = numberOf(names, resource);
    this.serviceNumber = numberOf(names, service);
    this.customerNumber = numberOf(names, customer);
    this.#start = numberOf(names, start);
    this.#end = numberOf(names, end);
    this.span = spans.spanOf(spans.on(this.resourceNumber, start, end));
    this.status = status;
  }

  get id(): string {
    return this.#names.textOf(this.idNumber);
  }
  get tenant(): string {
    return this.tenantNumber === -1 ? '' : this.#names.textOf(this.tenantNumber);
  }
  get resource(): string {
    return this.#names.textOf(this.resourceNumber);
  }
  get start(): string {
    return this.#names.textOf(this.#start);
  }
  get end(): string {
    return this.#names.textOf(this.#end);
  }
  // Undefined is as good as absent here: nobody asks which keys a kept booking has.
  get tag(): string {
    return textOf(this.#names, this.tagNumber);
  }
  get service(): string {
    return textOf(this.#names, this.serviceNumber);
  }
  get customer(): string {
    return textOf(this.#names, this.customerNumber);
  }
}

function numberOf(names: Interner, text: unknown): number {
  return typeof text === 'string' ? names.numberOf(text) : -1;
}

function textOf(names: Interner, number: number): string {
  return (number === -1 ? undefined : names.textOf(number)) as string;
}
