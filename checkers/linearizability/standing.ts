import { areRivals, type Group, mayBlock } from './group.ts';

/** What a booking is at the moment: not made, held, booked, or gone for good. */
export const absent = 0;
export const held = 1;
export const booked = 2;
export const gone = 3;

/** Who stands where, changed and undone in place. */
export interface Standing {
  statusOf(booking: number): number;
  placeOf(booking: number): number;
  isLive(booking: number): boolean;
  put(booking: number, status: number, place: number): void;
  /** Whether it may go by itself up to the deadline: a hold that runs out, a cancellation without an answer. */
  mayLeave(booking: number, deadlineMs: number): boolean;
  /** Whether one more has room there; `leaving` are then those that have to leave for it. */
  hasRoom(place: number, own: number, deadlineMs: number): boolean;
  readonly leaving: readonly number[];
  /** Whether somebody there can be why another was refused. */
  isBlocked(place: number): boolean;
  mark(): number;
  undo(mark: number): void;
  key(): string;
}

/** Most places of a group, so that a state is a text of one character a booking. */
export const placesMax = (1 << 14) - 2;

export function openStanding(group: Group): Standing {
  const { places, bookings } = group;
  const statuses = new Int8Array(bookings.length);
  const standsAt = new Int32Array(bookings.length).fill(-1);
  const standing = new Int32Array(places.length);
  const { rivals, blockers, visitors, remembered } = neighbourhood(group);
  /** Booking, status and place before each change. */
  const trail: number[] = [];
  const leaving: number[] = [];
  const set = (booking: number, status: number, place: number): void => {
    const was = standsAt[booking] as number;
    if (was !== -1) standing[was] = (standing[was] as number) - 1;
    if (place !== -1) standing[place] = (standing[place] as number) + 1;
    statuses[booking] = status;
    standsAt[booking] = place;
  };
  for (const [booking, { initial }] of bookings.entries()) {
    if (initial !== undefined) set(booking, initial.status === 'held' ? held : booked, initial.place);
  }
  const mayLeave: Standing['mayLeave'] = (booking, deadlineMs) => {
    const { lapsesFromMs, goesFromMs } = bookings[booking] as Group['bookings'][number];
    return goesFromMs <= deadlineMs || (statuses[booking] === held && lapsesFromMs <= deadlineMs);
  };
  /** Those who may have left count for nothing: who of them did is left open. */
  const hasSeat = (place: number, own: number, deadlineMs: number): boolean => {
    const seats = places[place]?.seats ?? 1;
    if (seats === 1 || (standing[place] as number) < seats) return true;
    const there = (visitors[place] as readonly number[]).filter((booking) => standsAt[booking] === place);
    return there.filter((booking) => booking !== own && !mayLeave(booking, deadlineMs)).length < seats;
  };

  return {
    statusOf: (booking) => statuses[booking] ?? absent,
    placeOf: (booking) => standsAt[booking] ?? -1,
    isLive: (booking) => statuses[booking] === held || statuses[booking] === booked,
    put(booking, status, place) {
      trail.push(booking, statuses[booking] as number, standsAt[booking] as number);
      set(booking, status, place);
    },
    mayLeave,
    leaving,
    hasRoom(place, own, deadlineMs) {
      leaving.length = 0;
      if (!hasSeat(place, own, deadlineMs)) return false;
      for (const rival of rivals[place] as readonly number[]) {
        if (standing[rival] === 0) continue;
        for (const booking of visitors[rival] as readonly number[]) {
          if (booking === own || standsAt[booking] !== rival) continue;
          if (!mayLeave(booking, deadlineMs)) return false;
          leaving.push(booking);
        }
      }
      return true;
    },
    isBlocked(place) {
      const seats = places[place]?.seats ?? 1;
      return (blockers[place] as readonly number[]).some((blocker) => {
        const there = standing[blocker] as number;
        return there > 0 && (blocker !== place || there >= seats);
      });
    },
    mark: () => trail.length,
    undo(mark) {
      while (trail.length > mark) {
        const place = trail.pop() as number;
        const status = trail.pop() as number;
        set(trail.pop() as number, status, place);
      }
    },
    key: () => remembered.map((at) => codeOf(statuses[at] as number, standsAt[at] as number)).join(''),
  };
}

function codeOf(status: number, place: number): string {
  return String.fromCharCode((status << 14) | (place + 1));
}

/** What does not change during a search. */
function neighbourhood({ places, bookings, acts }: Group) {
  const near = (isNear: (one: Group['places'][number], other: Group['places'][number]) => boolean) =>
    places.map((place) => [...places.keys()].filter((other) => isNear(place, places[other] ?? place)));
  const visitors: number[][] = places.map(() => []);
  const visit = (place: number, booking: number): void => {
    const there = visitors[place];
    if (there !== undefined && booking !== -1 && there.at(-1) !== booking && !there.includes(booking))
      there.push(booking);
  };
  const count = new Int32Array(bookings.length);
  for (const { booking, place, isOptional } of acts) {
    if (booking === -1) continue;
    count[booking] = (count[booking] as number) + (isOptional ? 2 : 1);
    visit(place, booking);
  }
  for (const [booking, { initial }] of bookings.entries()) if (initial !== undefined) visit(initial.place, booking);
  // Where a booking has one act, which has to be done, and cannot leave by itself, that act says all about it.
  const remembered = [...bookings.keys()].filter((booking) => {
    const { initial, lapsesFromMs, goesFromMs } = bookings[booking] as Group['bookings'][number];
    const isTold = initial === undefined && (count[booking] as number) <= 1;
    return !isTold || Math.min(lapsesFromMs, goesFromMs) !== Number.POSITIVE_INFINITY;
  });
  return { rivals: near(areRivals), blockers: near(mayBlock), visitors, remembered };
}
