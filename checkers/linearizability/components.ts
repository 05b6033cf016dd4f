import type { Span } from '../ledger.ts';
import type { Knowledge } from './knowledge.ts';
import { type KnownBooking, spansOf } from './known-booking.ts';
import type { Sighting } from './sighting.ts';
import { openStretches } from './stretches.ts';

/** Bookings whose places touch, with what was seen there. */
export interface Component {
  readonly bookings: KnownBooking[];
  readonly sightings: Sighting[];
}

/** What happens in one component cannot depend on what happens in another. */
export function componentsOf(
  bookings: readonly KnownBooking[],
  refusals: readonly Sighting[],
  knowledge: Knowledge,
): readonly Component[] {
  const spans: Span[] = [];
  const owners: number[] = [];
  for (const [booking, known] of bookings.entries()) {
    for (const span of spansOf(known)) {
      spans.push(span);
      owners.push(booking);
    }
  }
  const { count, order, begins, meeting } = openStretches({
    calendars: spans.map(({ resource }) => resource),
    fromMs: spans.map(({ fromMs }) => fromMs),
    toMs: spans.map(({ toMs }) => toMs),
  });
  const { root, join } = openUnion(count);
  const ofBooking = new Int32Array(bookings.length).fill(-1);
  for (let stretch = 0; stretch < count; stretch += 1) {
    for (let place = begins[stretch] as number; place < (begins[stretch + 1] as number); place += 1) {
      const owner = owners[order[place] as number] as number;
      if (ofBooking[owner] === -1) ofBooking[owner] = stretch;
      else join(ofBooking[owner] as number, stretch);
    }
  }
  const joined = (calendar: number, fromMs: number, toMs: number): number => {
    const [first, behind] = meeting(calendar, fromMs, toMs);
    for (let stretch = first + 1; stretch < behind; stretch += 1) join(first, stretch);
    return first === behind ? -1 : first;
  };
  const seen = [
    ...refusals.map((refusal) => placedRefusal(refusal, joined, knowledge)),
    ...placedOffers(joined, knowledge),
  ];

  const components = new Map<number, Component>();
  const at = (stretch: number): Component => {
    const known = components.get(root(stretch)) ?? { bookings: [], sightings: [] };
    components.set(root(stretch), known);
    return known;
  };
  const alone: Component[] = [];
  for (const [booking, known] of bookings.entries()) {
    const stretch = ofBooking[booking] as number;
    if (stretch !== -1) at(stretch).bookings.push(known);
  }
  for (const { stretch, sighting } of seen) {
    if (stretch === -1) alone.push({ bookings: [], sightings: [sighting] });
    else at(stretch).sightings.push(sighting);
  }
  return [...components.values(), ...alone];
}

interface Placed {
  /** -1 where nobody ever stood. */
  readonly stretch: number;
  readonly sighting: Sighting;
}

type Joined = (calendar: number, fromMs: number, toMs: number) => number;

/** The buffers behind bookings may be why it was refused. */
function placedRefusal(sighting: Sighting, joined: Joined, knowledge: Knowledge): Placed {
  const { span, tenant, service } = sighting;
  const behindMs = knowledge.service(tenant, service).bufferMs ?? 0;
  return { stretch: joined(span.resource, span.fromMs - knowledge.bufferMaxMs, span.toMs + behindMs), sighting };
}

function placedOffers(joined: Joined, knowledge: Knowledge): readonly Placed[] {
  const placed: Placed[] = [];
  for (const entry of knowledge.ledger.searches) {
    const { type, offered, tenant, service } = entry;
    if (type !== 'ok' || offered === undefined) continue;
    for (const { resource, fromMs, toMs } of offered) {
      const calendar = knowledge.calendarOf(tenant, resource);
      const stretch = fromMs < toMs ? joined(calendar, fromMs, toMs) : -1;
      if (stretch === -1) continue;
      const span = { resource: calendar, fromMs, toMs };
      placed.push({ stretch, sighting: { kind: 'free', span, tenant, service, entry } });
    }
  }
  return placed;
}

/** Which stretches are joined: a union-find with path halving. */
function openUnion(count: number) {
  const parents = Int32Array.from({ length: count }, (_, stretch) => stretch);
  const root = (stretch: number): number => {
    let at = stretch;
    while (parents[at] !== at) {
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  };
  return {
    root,
    join(one: number, other: number): void {
      parents[root(one)] = root(other);
    },
  };
}
