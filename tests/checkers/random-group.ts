import {
  type Act,
  type ActKind,
  afterAllMs,
  type Booking,
  type Group,
  type Place,
  type Shown,
} from '../../checkers/linearizability/group.ts';
import type { Random } from '../../core/random.ts';

const never = Number.POSITIVE_INFINITY;
const halfHourMs = 1_800_000;

/** A few acts on a few places, close together in time, with outcomes that a calendar may or may not have given. */
export function randomGroup(draw: Random): Group {
  const places = Array.from({ length: 1 + draw.integer(3) }, (_, at) => randomPlace(draw, at));
  const bookings = Array.from({ length: 1 + draw.integer(4) }, (_, at) => randomBooking(draw, at, places));
  const length = 2 + draw.integer(5);
  const acts: Act[] = [];
  const made = new Set(bookings.flatMap(({ initial }, at) => (initial === undefined ? [] : [at])));
  for (let turn = 0; turn < length; turn += 1) {
    const act = randomAct(draw, { turn, places: places.length, bookings: bookings.length, made });
    if (act !== undefined) acts.push(act);
  }
  return { places, bookings, acts };
}

/** Some one behind the other, some overlapping, some for two. */
function randomPlace(draw: Random, at: number): Place {
  const fromMs = at * halfHourMs;
  const seats = draw.chance(0.2) ? 2 : 1;
  const toMs = fromMs + halfHourMs * (draw.chance(0.3) ? 2 : 1);
  const blockedToMs = toMs + (draw.chance(0.2) ? halfHourMs : 0);
  return { resource: 0, fromMs, toMs, service: at, seats, blockedToMs };
}

/** What happens by itself stays away from places for two: who of several leaves is left open there. */
function randomBooking(draw: Random, name: number, places: readonly Place[]): Booking {
  const isAlone = places.every(({ seats }) => seats === 1);
  const sometime = (chance: number) => (isAlone && draw.chance(chance) ? draw.integer(30) : never);
  const from = { lapsesFromMs: sometime(0.3), goesFromMs: sometime(0.15), confirmableFromMs: sometime(0.15) };
  const status = draw.chance(0.5) ? ('held' as const) : ('booked' as const);
  const isInitial = name === 0 && draw.chance(0.3);
  return {
    name,
    customer: -1,
    ...from,
    ...(isInitial ? { initial: { place: draw.integer(places.length), status } } : {}),
  };
}

interface Stage {
  readonly turn: number;
  readonly places: number;
  readonly bookings: number;
  readonly made: Set<number>;
}

const changes: readonly ActKind[] = ['confirm', 'move', 'move', 'cancel', 'shown'];
const shownKinds: readonly Shown[] = ['held', 'booked', 'booked', 'gone', 'missing'];

function randomAct(draw: Random, { turn, places, bookings, made }: Stage): Act | undefined {
  const atMs = turn * 5;
  const times = { startMs: atMs - draw.integer(12), endMs: atMs + draw.integer(12) };
  const place = draw.integer(places);
  const isOptional = draw.chance(0.12);
  const info = { isOptional, ...(isOptional && draw.chance(0.6) ? { endMs: afterAllMs } : {}) };
  const booking = draw.integer(bookings);
  if (draw.chance(0.25)) {
    const kind = draw.chance(0.5) ? 'refused' : 'free';
    return { kind, booking: -1, place, ...times, isOptional: false };
  }
  if (!made.has(booking)) {
    made.add(booking);
    return { kind: draw.chance(0.6) ? 'book' : 'hold', booking, place, ...times, ...info };
  }
  const kind = draw.pick(changes);
  if (kind === 'shown') return { kind, booking, place, ...times, isOptional: false, shown: draw.pick(shownKinds) };
  return { kind, booking, place: kind === 'move' ? place : -1, ...times, ...info };
}
