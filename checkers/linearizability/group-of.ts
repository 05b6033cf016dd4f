import type { Span } from '../ledger.ts';
import { type Act, type Booking, beforeAllMs, type Group, type Place } from './group.ts';
import type { Knowledge } from './knowledge.ts';
import { type KnownBooking, spansOf } from './known-booking.ts';
import type { Sighting } from './sighting.ts';

const halfDayMs = 43_200_000;

/** Bookings and sightings in the words of the search: acts on numbered bookings and places. */
export function groupOf(known: readonly KnownBooking[], sightings: readonly Sighting[], knowledge: Knowledge): Group {
  const places: Place[] = [];
  const numbers = new Map<string, number>();
  const placeOf = (span: Span, tenant: number, service: number): number => {
    const { resource, fromMs, toMs } = span;
    const name = `${resource} ${fromMs} ${toMs} ${service}`;
    const number = numbers.get(name);
    if (number !== undefined) return number;
    const { seats, bufferMs = 0 } = knowledge.service(tenant, service);
    numbers.set(name, places.length);
    return places.push({ resource, fromMs, toMs, service, seats, blockedToMs: toMs + bufferMs }) - 1;
  };
  const acts: Act[] = [];
  const bookings: Booking[] = [];
  for (const [booking, { deeds, tenant, service, initial, ...rest }] of known.entries()) {
    const { name, customer, lapsesFromMs, goesFromMs, confirmableFromMs } = rest;
    const before =
      initial === undefined
        ? {}
        : { initial: { place: placeOf(initial.span, tenant, service), status: initial.status } };
    bookings.push({ name, customer, lapsesFromMs, goesFromMs, confirmableFromMs, ...before });
    for (const { span, ...deed } of deeds) {
      acts.push({ ...deed, booking, place: span === undefined ? -1 : placeOf(span, tenant, service) });
    }
  }
  for (const { kind, span, tenant, service, entry } of sightings) {
    const { startMs, endMs } = entry;
    const place = placeOf(span, tenant, service);
    acts.push({ kind, booking: -1, place, startMs, endMs, isOptional: false, entry });
  }
  return { places, acts, bookings: ownHoldsGiveWay(known, bookings) };
}

/** Some platforms let a customer book over the hold that is the customer's own. */
function ownHoldsGiveWay(known: readonly KnownBooking[], bookings: readonly Booking[]): readonly Booking[] {
  const byCustomer = Map.groupBy(known.keys(), (at) => known[at]?.customer ?? -1);
  return bookings.map((booking, at) => {
    const own = booking.customer === -1 ? [] : (byCustomer.get(booking.customer) ?? []);
    const isHold = booking.lapsesFromMs !== Number.POSITIVE_INFINITY;
    const isOver = (other: number): boolean => other !== at && areNear(known[at], known[other]);
    return isHold && own.some(isOver) ? { ...booking, lapsesFromMs: beforeAllMs } : booking;
  });
}

function areNear(one: KnownBooking | undefined, other: KnownBooking | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return spansOf(one).some((span) =>
    spansOf(other).some(
      ({ resource, fromMs, toMs }) =>
        resource === span.resource && fromMs < span.toMs + halfDayMs && span.fromMs < toMs + halfDayMs,
    ),
  );
}
