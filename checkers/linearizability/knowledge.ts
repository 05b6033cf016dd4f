import type { Entry, Span } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import { betweenMs } from '../seats.ts';
import type { LedgerBooking } from '../stored-bookings.ts';
import { tenantNumber } from '../tenant-number.ts';
import { openPairs } from './pairs.ts';

/** What the recording tells about services and bookings, by the names that the ledger gives them. */
export interface Knowledge extends Recording {
  /** The longest buffer of any service. */
  readonly bufferMaxMs: number;
  /** A hold keeps others away. */
  readonly hasHolds: boolean;
  service(tenant: number, service: number): ServiceTerms;
  /** Reads that showed this booking. */
  readsOf(tenant: number, booking: number): readonly Entry[];
  /** The first moment at which a request with this idempotency key may have taken effect without an answer. */
  unansweredMs(tenant: number, key: number): number;
  /** The number of the calendar that one tenant's resource has: a resource of the same name in another has its own. */
  calendarOf(tenant: number, resource: number): number;
  resourceOf(calendar: number): number;
  /** Where a stored booking stands. */
  stored(tenant: number, booking: LedgerBooking): Span | undefined;
  /** The stretch on the calendar of one tenant's resource; undefined where it cannot be read. */
  placed(tenant: number, span: Span | undefined): Span | undefined;
}

export interface ServiceTerms {
  /** Infinity where nobody knows. */
  readonly seats: number;
  /** Blocked behind each appointment; undefined where nobody knows. */
  readonly bufferMs: number | undefined;
}

export function knowledgeOf(recording: Recording): Knowledge {
  const { ledger, offers } = recording;
  const reads = openPairs<Entry[]>();
  const unanswered = openPairs<number>();
  for (const entry of ledger.looks) {
    const { tenant, read } = entry;
    if (read === undefined) continue;
    const booking = entry.askedBooking === -1 ? read.idNumber : entry.askedBooking;
    const known = reads.get(tenant, booking);
    if (known === undefined) reads.set(tenant, booking, [entry]);
    else known.push(entry);
  }
  for (const entry of ledger.entries) {
    if (entry.type === 'ok' || entry.key === -1 || !mayHaveHappened(entry)) continue;
    const { tenant, key, startMs } = entry;
    unanswered.set(tenant, key, Math.min(unanswered.get(tenant, key) ?? startMs, startMs));
  }
  const calendars = openPairs<number>();
  const resources: number[] = [];
  const calendarOf = (tenant: number, resource: number): number => {
    const known = calendars.get(tenant, resource);
    if (known !== undefined) return known;
    calendars.set(tenant, resource, resources.length);
    return resources.push(resource) - 1;
  };
  const placed: Knowledge['placed'] = (tenant, span) => {
    if (span === undefined || !(span.fromMs < span.toMs)) return undefined;
    return { resource: calendarOf(tenant, span.resource), fromMs: span.fromMs, toMs: span.toMs };
  };
  return {
    ...recording,
    bufferMaxMs: bufferMaxMs(recording),
    hasHolds: offers?.holds !== false,
    service: termsOf(recording),
    readsOf: (tenant, booking) => reads.get(tenant, booking) ?? [],
    unansweredMs: (tenant, key) => unanswered.get(tenant, key) ?? Number.POSITIVE_INFINITY,
    calendarOf,
    resourceOf: (calendar) => resources[calendar] ?? -1,
    stored: (tenant, { span }) => placed(tenant, span),
    placed,
  };
}

/** An error that was answered may have been stored all the same: that is for other laws to tell. */
export function mayHaveHappened({ type, reason }: Entry): boolean {
  return type !== 'fail' || reason === 'error' || reason === 'unknown';
}

function termsOf({ world, offers, ledger }: Recording): Knowledge['service'] {
  const known = openPairs<ServiceTerms>();
  let hasGroups = world === undefined && offers?.capacity === true;
  for (const tenant of world?.tenants ?? []) {
    for (const service of tenant.services) {
      const { id, capacity, isBufferUnknown } = service;
      const terms = { seats: capacity, bufferMs: isBufferUnknown === true ? undefined : betweenMs(service) };
      known.set(tenantNumber(ledger.names, tenant.id), ledger.names.numberOf(id), terms);
      if (capacity > 1) hasGroups = true;
    }
  }
  const unknown = { seats: hasGroups ? Number.POSITIVE_INFINITY : 1, bufferMs: undefined };
  return (tenant, service) => known.get(tenant, service) ?? unknown;
}

function bufferMaxMs({ world }: Recording): number {
  const lengths = (world?.tenants ?? []).flatMap(({ services }) => services.map(betweenMs));
  return lengths.reduce((most, each) => Math.max(most, each), 0);
}
