import { openCalendarSweep } from './calendar-sweep.ts';
import type { Holding } from './holdings.ts';
import type { Entry, Span } from './ledger.ts';
import { openNumberTable } from './pair-numbers.ts';
import { type Seats, unclear } from './seats.ts';

/** A slot that was offered although it was surely taken, from before somebody looked until after they were answered. */
export interface StaleOffer {
  readonly search: Entry;
  readonly offer: Span;
  /** Who had it: one, or all of a group. */
  readonly had: readonly Holding[];
}

export interface StaleOffers {
  readonly found: readonly StaleOffer[];
  /** Offers of times that somebody surely had at another moment, or in part. */
  readonly judged: number;
  /** Offers of times of which nobody knows how many may share them. */
  readonly unclear: number;
}

interface Look {
  readonly search: Entry;
  readonly offer: Span;
  readonly session: number;
}

interface Seat {
  readonly holding: Holding;
  readonly fromMs: number;
  readonly toMs: number;
}

/** n log n in searches and holdings; a group's seats are counted one by one. */
export function staleOffersOf(
  searches: readonly Entry[],
  holdings: readonly Holding[],
  seats: Seats,
  clockErrorMs: number,
): StaleOffers {
  const sweep = openCalendarSweep();
  const looks: Look[] = [];
  const offered = openNumberTable();
  let unknown = 0;
  // Questions come before rectangles, so that one that begins just then does not count.
  for (const search of searches) {
    if (search.type !== 'ok') continue;
    const { tenant, service } = search;
    for (const offer of search.offered ?? []) {
      if (!(offer.fromMs < offer.toMs)) continue;
      const wish = { tenant, service, resource: offer.resource, fromMs: offer.fromMs, toMs: offer.toMs };
      // A look is nobody's: no holding has its number.
      const session = seats.sessionOf(wish, Number.MAX_SAFE_INTEGER);
      if (session === unclear) {
        unknown += 1;
        continue;
      }
      const calendar = seats.calendarOf(tenant, offer.resource);
      offered.set(calendar, 1);
      sweep.ask(calendar, offer.fromMs, offer.toMs, search.startMs, session);
      looks.push({ search, offer, session });
    }
  }
  const seatsOf = new Map<number, Seat[]>();
  const rows: Holding[] = [];
  for (const holding of holdings) {
    if (holding.surely.length === 0 || holding.isLost) continue;
    const session = seats.sessionOf(holding, holding.story);
    const calendar = seats.calendarOf(holding.tenant, holding.resource);
    if (session === unclear || offered.get(calendar) === -1) continue;
    for (const { fromMs, toMs } of holding.surely) {
      const sinceMs = fromMs + clockErrorMs;
      const untilMs = toMs - clockErrorMs;
      rows[sweep.put(calendar, holding.fromMs, holding.toMs, sinceMs, untilMs, session)] = holding;
      if (session >= 0) continue;
      const some = seatsOf.get(session);
      if (some === undefined) seatsOf.set(session, [{ holding, fromMs: sinceMs, toMs: untilMs }]);
      else some.push({ holding, fromMs: sinceMs, toMs: untilMs });
    }
  }
  const found: StaleOffer[] = [];
  let judged = 0;
  for (const [question, row] of sweep.answers().entries()) {
    const { search, offer, session } = looks[question] as Look;
    if (row !== -1) judged += 1;
    if (row !== -1 && sweep.untilMs(row) > search.endMs) {
      found.push({ search, offer, had: [rows[row] as Holding] });
      continue;
    }
    const group = session < 0 ? seatsOf.get(session) : undefined;
    if (group === undefined) continue;
    const count = seats.seatsIn(session);
    if (count === undefined) {
      unknown += 1;
      continue;
    }
    judged += 1;
    const there = through(group, search, count);
    if (there.length >= count) found.push({ search, offer, had: there });
  }
  return { found, judged, unclear: unknown };
}

/** Who had a seat all the time, as many as are asked for. */
function through(group: readonly Seat[], { startMs, endMs }: Entry, count: number): readonly Holding[] {
  const there: Holding[] = [];
  const stories = new Set<number>();
  for (const { holding, fromMs, toMs } of group) {
    if (!(fromMs < startMs && endMs < toMs) || stories.has(holding.story)) continue;
    stories.add(holding.story);
    there.push(holding);
    if (there.length === count) break;
  }
  return there;
}
