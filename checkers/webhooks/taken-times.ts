import { openCalendar } from '../calendar.ts';
import { openCalendarSweep } from '../calendar-sweep.ts';
import { holdingsOf } from '../holdings.ts';
import type { Entry } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import { openPairNumbers } from '../pair-numbers.ts';
import { openSeats, type Seated, type Seats, unclear } from '../seats.ts';
import { tenantId } from '../tenant-number.ts';

/** Receivers work at events a while later, by a clock of their own. */
const pastMarginMs = 5 * 60_000;

/**
 * Of bookings that were asked for and are not there: those that may rightly have been refused, because somebody else
 * may ever have had an overlapping time of the resource or of the customer (buffers and all; whoever shares seats that
 * suffice is not in the way), or because nobody works then, or the time was past.
 */
export function takenTimes(recording: Recording, asked: ReadonlyMap<Entry, number>): ReadonlySet<Entry> {
  if (asked.size === 0) return new Set();
  const seats = openSeats(recording);
  const { all } = holdingsOf(recording);
  const customers = openPairNumbers();
  const places = openCalendarSweep();
  const people = openCalendarSweep();
  const sharing = new Map<number, Set<number>>();
  for (const holding of all) {
    const { tenant, resource, customer, fromMs, story } = holding;
    const session = sessionOf(holding, story, seats);
    const toMs = seats.blockedUntilMs(holding);
    places.put(seats.calendarOf(tenant, resource), fromMs, toMs, 0, 0, session);
    if (customer !== -1) people.put(customers.numberOf(tenant, customer), fromMs, toMs, 0, 0, session);
    if (session < unclear) sharing.set(session, (sharing.get(session) ?? new Set()).add(story));
  }
  const isOpenAt = openHours(recording);
  const found = new Set<Entry>();
  const questions: { readonly entry: Entry; readonly session: number }[] = [];
  for (const [entry, story] of asked) {
    const wish = wishOf(entry);
    if (wish === undefined || !isOpenAt(wish, entry)) {
      found.add(entry);
      continue;
    }
    const session = sessionOf(wish, story, seats);
    const toMs = seats.blockedUntilMs(wish);
    places.ask(seats.calendarOf(wish.tenant, wish.resource), wish.fromMs, toMs, 0, session);
    people.ask(customers.numberOf(wish.tenant, wish.customer), wish.fromMs, toMs, 0, session);
    questions.push({ entry, session });
  }
  const answers = [places.answers(), people.answers()];
  for (const [question, { entry, session }] of questions.entries()) {
    const isTaken = answers.some((rows) => rows[question] !== -1);
    const isFull = session < unclear && (sharing.get(session)?.size ?? 0) > (seats.seatsIn(session) ?? 0);
    if (isTaken || isFull) found.add(entry);
  }
  return found;
}

interface Wish extends Seated {
  readonly customer: number;
}

function wishOf({ asked, tenant, service, customer }: Entry): Wish | undefined {
  if (asked === undefined || !(asked.fromMs < asked.toMs)) return undefined;
  return { ...asked, tenant, service, customer };
}

/** Of one that may or may not share a group's seats, it is enough that it may be in the way. */
function sessionOf(seated: Seated, story: number, seats: Seats): number {
  const session = seats.sessionOf(seated, story);
  return session === unclear ? story : session;
}

function openHours({ world, ledger: { names }, originMs }: Recording): (wish: Wish, entry: Entry) => boolean {
  const { scheduleOf } = openCalendar(world);
  return ({ tenant, resource, fromMs, toMs }, { endMs }) => {
    if (originMs !== undefined && fromMs < originMs + endMs + pastMarginMs) return false;
    return scheduleOf(tenantId(names, tenant), names.textOf(resource))?.misfit(fromMs, toMs) === undefined;
  };
}
