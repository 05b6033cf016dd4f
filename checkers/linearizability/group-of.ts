import type { Span } from '../ledger.ts';
import { type Act, type Booking, beforeAllMs, type Group, type Place } from './group.ts';
import type { Knowledge } from './knowledge.ts';
import { isSameSpan, type KnownBooking, spansOf } from './known-booking.ts';
import type { Sighting } from './sighting.ts';

const halfDayMs = 43_200_000;
const fewMax = 8;

/** Bookings and sightings in the words of the search: acts on numbered bookings and places. */
export function groupOf(known: readonly KnownBooking[], sightings: readonly Sighting[], knowledge: Knowledge): Group {
  const places: Place[] = [];
  const find = openPlaceFinder(places);
  const placeOf = (span: Span, tenant: number, service: number): number => {
    const known = find(span, service);
    if (known !== -1) return known;
    const { resource, fromMs, toMs } = span;
    const { seats, bufferMs = 0 } = knowledge.service(tenant, service);
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

/** The number of a place; -1 where it is new. Of a few, looking at all is quicker than a table of their names. */
function openPlaceFinder(places: readonly Place[]): (span: Span, service: number) => number {
  const numbers = new Map<string, number>();
  const nameOf = ({ resource, fromMs, toMs }: Span, service: number): string =>
    `${resource} ${fromMs} ${toMs} ${service}`;
  return (span, service) => {
    if (places.length <= fewMax) {
      return places.findIndex((place) => place.service === service && isSameSpan(place, span));
    }
    for (let at = numbers.size; at < places.length; at += 1) {
      const place = places[at] as Place;
      numbers.set(nameOf(place, place.service), at);
    }
    return numbers.get(nameOf(span, service)) ?? -1;
  };
}

/** Some platforms let a customer book over the hold that is the customer's own. */
function ownHoldsGiveWay(known: readonly KnownBooking[], bookings: readonly Booking[]): readonly Booking[] {
  if (bookings.length < 2 || bookings.every(({ lapsesFromMs }) => lapsesFromMs === Number.POSITIVE_INFINITY))
    return bookings;
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
