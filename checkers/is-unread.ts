import type { StoredBooking } from '../core/booking.ts';
import type { Entry, Span } from './ledger.ts';
import type { Watched } from './watched-bookings.ts';

/** When something may have brought a booking into a state; what stood there before the load did so before all time. */
interface Cause {
  readonly startMs: number;
  /** Infinity where nobody knows whether it has happened yet. */
  readonly endMs: number;
}

/**
 * Whether the second look shows what the booking was before the state that the first look showed: everything that can
 * have made the second state was over before anything that can have made the first one began.
 *
 *     make Y ├──┤                          ┌ first look: X
 *                  make X ├──┤             │        ┌ second look: Y
 *                                          ┴        ┴
 */
export function isUnread(first: Entry, second: Entry, watched: Watched, clockErrorMs: number): boolean {
  const [was, is] = [first.read, second.read];
  if (was === undefined) return false;
  if (is === undefined) return was.status === 'booked' && !mayBeGone(watched, second, clockErrorMs);
  const isOlder = (earlier: readonly Cause[], later: readonly Cause[]): boolean => {
    const beganMs = Math.min(...later.map(({ startMs }) => startMs));
    const overMs = Math.max(...earlier.map(({ endMs }) => endMs));
    // What began after the first look is not what it showed: then something else did that, such as a hold's end.
    const isExplained = later.length > 0 && beganMs <= first.endMs + clockErrorMs;
    return isExplained && earlier.length > 0 && overMs + clockErrorMs < beganMs;
  };
  const [wasAt, isAt] = [was.span, is.span];
  const hasMoved = wasAt !== undefined && isAt !== undefined && !isSamePlace(wasAt, isAt);
  if (hasMoved && isOlder(placedBy(watched, isAt), placedBy(watched, wasAt))) return true;
  const isChanged = was.status !== is.status && (is.status === 'booked' || is.status === 'held');
  if (!isChanged) return false;
  return isOlder(broughtTo(watched, is.status), broughtTo(watched, was.status));
}

function isSamePlace(one: Span, other: Span): boolean {
  return one.resource === other.resource && one.fromMs === other.fromMs;
}

/** Cancelled, moved to another id, or cleared away as a no-show. */
function mayBeGone({ writes }: Watched, { endMs }: Entry, clockErrorMs: number): boolean {
  return writes.some(({ verb, startMs }) => {
    const isEnd = verb === 'cancel' || verb === 'reschedule' || verb === 'mark-no-show';
    return isEnd && startMs <= endMs + clockErrorMs;
  });
}

function placedBy({ writes, initial }: Watched, at: Span): readonly Cause[] {
  const moves = writes.filter(({ verb, asked, answered }) => {
    const place = answered ?? asked;
    return verb !== 'cancel' && verb !== 'mark-no-show' && (place === undefined || isSamePlace(place, at));
  });
  const before = initial.filter(({ span }) => span === undefined || isSamePlace(span, at));
  return [...moves.map(causeOf), ...before.map(() => beforeAll)];
}

const broughtBy: Readonly<Record<StoredBooking['status'], readonly Entry['verb'][]>> = {
  held: ['hold'],
  booked: ['book', 'confirm', 'reschedule'],
  cancelled: ['cancel'],
  'no-show': ['mark-no-show'],
};

function broughtTo({ writes, initial }: Watched, status: StoredBooking['status']): readonly Cause[] {
  const done = writes.filter(({ verb }) => broughtBy[status].includes(verb)).map(causeOf);
  return [...done, ...initial.filter((record) => record.status === status).map(() => beforeAll)];
}

const beforeAll: Cause = { startMs: Number.NEGATIVE_INFINITY, endMs: Number.NEGATIVE_INFINITY };

function causeOf({ type, startMs, endMs }: Entry): Cause {
  return { startMs, endMs: type === 'ok' ? endMs : Number.POSITIVE_INFINITY };
}
