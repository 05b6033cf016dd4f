import type { Schedule } from './calendar.ts';
import { type CalendarSweep, openCalendarSweep } from './calendar-sweep.ts';
import type { Holding } from './holdings.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { ownTimeOf } from './own-time.ts';
import { openPairNumbers } from './pair-numbers.ts';
import { type Seated, type Seats, unclear } from './seats.ts';

/** Refused as `taken`, while nobody can have had the time. */
export interface GhostHold {
  readonly refused: Entry;
  readonly wish: Wish;
}

export interface GhostHolds {
  readonly found: readonly GhostHold[];
  /** Refusals that were held against everything that may have been there. */
  readonly judged: number;
  /** Of them moves onto time that was partly the moved booking's own, which explains nothing. */
  readonly ownTime: ReadonlySet<GhostHold>;
  /** Refusals that may have had other reasons: the hours, the change of the clock, the past. */
  readonly leftOut: number;
}

/** What somebody asked for, with the buffer behind it. */
export interface Wish extends Seated {
  readonly customer: number;
  readonly blockedMs: number;
  /** Of the booking that is moved; -1: it is a new one. */
  readonly story: number;
}

type ScheduleOf = (tenant: number, resource: number) => Schedule | undefined;

const nearChangeMs = 3 * 3_600_000;
const pastMarginMs = 5 * 60_000;
/**
 * What may explain a refusal, at any moment between its start and its end: a possible holding of an overlapping time,
 * buffers and all; as many of the same group as it has seats; another booking of the same customer, wherever; or an
 * attempt that was turned down for another reason, which may have had the place for a moment, or, where there are
 * holds, until the cart that it left behind runs out. One that was itself refused as `taken` explains nothing: of
 * several that only stood in each other's way, somebody had to be given it. Nor does the booking that is moved, where
 * `ownTimeOf` says so.
 */
export function ghostHoldsOf(
  recording: Recording,
  holdings: readonly Holding[],
  seats: Seats,
  scheduleOf: ScheduleOf,
): GhostHolds {
  const { clockErrorMs } = recording;
  const around = { ...recording, seats, scheduleOf };
  const wishes = wishesOf(recording, holdings, seats);
  const open = wishes.filter((wished) => mayBeHad(wished, around));
  const own = ownTimeOf(wishes, open, holdings, recording, seats);
  const asked = open.filter((wished) => !own.leftOut.has(wished));
  const places = openCalendarSweep();
  const groups = putHoldings(places, holdings, seats);
  putTurnedDown(places, recording, seats);
  const customers = openCustomers(asked, holdings, seats);
  for (const wished of asked) {
    const { wish, refused } = wished;
    const asker = own.judged.has(wished) ? wish.story : nobody;
    const session = seats.sessionOf(wish, asker);
    const untilMs = refused.endMs + clockErrorMs;
    places.ask(seats.calendarOf(wish.tenant, wish.resource), wish.fromMs, wish.blockedMs, untilMs, session);
    customers.sweep.ask(customers.numberOf(wish), wish.fromMs, wish.blockedMs, untilMs, asker);
  }
  const sweeps = [places, customers.sweep].map((sweep) => ({ sweep, answers: sweep.answers() }));
  const found = asked.filter(({ refused, wish }, question) => {
    const session = seats.sessionOf(wish, nobody);
    const group = session < 0 ? groups.get(session) : undefined;
    if (group !== undefined && isFull(group, seats.seatsIn(session) ?? 0, refused, clockErrorMs)) return false;
    return sweeps.every(({ sweep, answers }) => {
      const row = answers[question] as number;
      return row === -1 || sweep.untilMs(row) < refused.startMs - clockErrorMs;
    });
  });
  return { found, judged: asked.length, ownTime: own.judged, leftOut: wishes.length - asked.length };
}

/** The session of whoever only asks; no story has its number. */
const nobody = Number.MAX_SAFE_INTEGER;

/** As many as there are seats may have been there at some time of the request. */
function isFull(group: readonly Holding[], seats: number, { startMs, endMs }: Entry, clockErrorMs: number): boolean {
  let there = 0;
  for (const holding of group) {
    const { possibly } = holding;
    if (possibly.fromMs > endMs + clockErrorMs || possibly.toMs < startMs - clockErrorMs) continue;
    there += seatsTaken(holding);
    if (there >= seats) return true;
  }
  return false;
}

/** One intent may have taken several seats: one for each answer that names another booking, or names none. */
function seatsTaken({ makes, storedAs }: Holding): number {
  const named = new Set<number>();
  let unnamed = 0;
  for (const { verb, type, answeredBooking } of makes) {
    if (verb === 'confirm' || verb === 'reschedule') continue;
    if (type === 'ok' && answeredBooking !== -1) named.add(answeredBooking);
    else unnamed += 1;
  }
  return Math.max(1, named.size + unnamed, storedAs.length);
}

/** Returned: those of each group. */
function putHoldings(
  sweep: CalendarSweep,
  holdings: readonly Holding[],
  seats: Seats,
): ReadonlyMap<number, readonly Holding[]> {
  const groups = new Map<number, Holding[]>();
  for (const holding of holdings) {
    const { possibly, story, tenant, resource, fromMs } = holding;
    const toMs = seats.blockedUntilMs(holding);
    const session = seats.sessionOf(holding, story);
    // Of one that may or may not share a group's seats, it is enough that it may be in the way.
    const number = session === unclear ? story : session;
    const calendar = seats.calendarOf(tenant, resource);
    sweep.put(calendar, fromMs, toMs, possibly.fromMs, possibly.toMs, number);
    if (number >= 0) continue;
    const some = groups.get(number);
    if (some === undefined) groups.set(number, [holding]);
    else some.push(holding);
  }
  return groups;
}

/** All calendars of one customer are one to them: nobody can be at two places. Only of those who were refused. */
function openCustomers(asked: readonly GhostHold[], holdings: readonly Holding[], seats: Seats) {
  const numbers = openPairNumbers();
  const refused = new Set<number>();
  const sweep = openCalendarSweep();
  const numberOf = ({ tenant, customer }: { readonly tenant: number; readonly customer: number }): number =>
    numbers.numberOf(tenant, customer);
  for (const { wish } of asked) if (wish.customer !== -1) refused.add(numberOf(wish));
  for (const holding of holdings) {
    const number = numberOf(holding);
    if (holding.customer === -1 || !refused.has(number)) continue;
    const { possibly, fromMs, story } = holding;
    sweep.put(number, fromMs, seats.blockedUntilMs(holding), possibly.fromMs, possibly.toMs, story);
  }
  return { sweep, numberOf };
}

/** What was turned down for another reason, for as long as it may have been in the way, buffers and all. */
export function putTurnedDown(sweep: CalendarSweep, { ledger, offers }: Recording, seats: Seats): void {
  const hasHolds = offers?.holds !== false;
  for (const entry of ledger.attempts) {
    if (entry.type !== 'fail' || entry.reason === 'taken') continue;
    const { verb, asked, tenant, service, startMs, endMs } = entry;
    const isPlacing = verb === 'book' || verb === 'hold' || verb === 'confirm' || verb === 'reschedule';
    if (!isPlacing || asked === undefined || !(asked.fromMs < asked.toMs)) continue;
    const wish = { ...asked, tenant, service };
    const calendar = seats.calendarOf(tenant, asked.resource);
    const untilMs = hasHolds && verb === 'book' ? Number.POSITIVE_INFINITY : endMs;
    sweep.put(calendar, wish.fromMs, seats.blockedUntilMs(wish), startMs, untilMs, unclear);
  }
}

/** What a booking that is moved tells of the wish. */
type Moved = Pick<Wish, 'service' | 'customer' | 'story'>;

const unmoved: Moved = { service: -1, customer: -1, story: -1 };

/** What was refused as taken; who is moved, and for what service, the booking's own story tells. */
function wishesOf({ ledger }: Recording, holdings: readonly Holding[], seats: Seats): readonly GhostHold[] {
  const refusals: GhostHold[] = [];
  const isRefused = (entry: Entry): boolean => {
    if (entry.type !== 'fail' || entry.reason !== 'taken') return false;
    const { verb, asked } = entry;
    const isPlacing = verb === 'book' || verb === 'hold' || verb === 'reschedule';
    return isPlacing && asked !== undefined && asked.fromMs < asked.toMs;
  };
  const add = (refused: Entry, of: Moved): void => {
    if (refused.asked === undefined) return;
    const { tenant } = refused;
    const service = refused.service === -1 ? of.service : refused.service;
    const customer = refused.customer === -1 ? of.customer : refused.customer;
    const { resource, fromMs, toMs } = refused.asked;
    const blockedMs = seats.blockedUntilMs({ tenant, service, fromMs, toMs });
    const { story } = of;
    refusals.push({ refused, wish: { tenant, service, resource, fromMs, toMs, customer, blockedMs, story } });
  };
  const owners = new Map<number, Holding>();
  const moves = new Map<Entry, Moved>();
  if (ledger.attempts.some((entry) => entry.verb === 'reschedule' && isRefused(entry))) {
    for (const holding of holdings) owners.set(holding.story, holding);
    for (const [index, { entries }] of ledger.stories().entries()) {
      for (const entry of entries) {
        if (entry.verb !== 'reschedule' || !isRefused(entry)) continue;
        const { service, customer } = owners.get(index) ?? unmoved;
        moves.set(entry, { service, customer, story: index });
      }
    }
  }
  for (const entry of ledger.attempts) {
    if (isRefused(entry)) add(entry, moves.get(entry) ?? unmoved);
  }
  return refusals;
}

/**
 * Whether nothing else than a booking can be in the way, as far as the world tells. What the clock shows twice, or
 * skips, is another law's.
 */
function mayBeHad(
  { wish, refused }: GhostHold,
  {
    seats,
    scheduleOf,
    originMs,
  }: Pick<Recording, 'originMs'> & { readonly seats: Seats; readonly scheduleOf: ScheduleOf },
): boolean {
  const { tenant, resource, service, fromMs, toMs } = wish;
  const session = seats.sessionOf(wish, nobody);
  const isKnown = seats.serviceOf(tenant, service) !== undefined && session !== unclear;
  if (!isKnown || seats.seatsIn(session) === undefined) return false;
  if (originMs !== undefined && fromMs < originMs + refused.endMs + pastMarginMs) return false;
  const schedule = scheduleOf(tenant, resource);
  if (schedule === undefined) return true;
  return schedule.misfit(fromMs, toMs) === undefined && schedule.turnedNear(fromMs, nearChangeMs) === undefined;
}
