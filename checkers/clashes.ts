import { openCalendarSweep } from './calendar-sweep.ts';
import type { Holding, Stretch } from './holdings.ts';
import { type Seats, unclear } from './seats.ts';

/** A holding that cannot be beside those that had the time already. */
export interface Clash {
  readonly kind: 'double' | 'in-buffer' | 'oversold';
  readonly late: Holding;
  /** Who had it before: one, or as many as there are seats; in the order in which they were acknowledged. */
  readonly had: readonly Holding[];
  /** When the last of them all surely had it, on the run's clock; the end of time: in the final state. */
  readonly atMs: number;
  /** The late one was asked for only after all others had been acknowledged. */
  readonly isAfterwards: boolean;
  /** The late one shares its time with nobody at all. */
  readonly isAlone: boolean;
}

export interface Clashes {
  readonly found: readonly Clash[];
  /** Holdings that were compared. */
  readonly judged: number;
  /** Several at one time, of which nobody knows how many seats there are. */
  readonly unclear: number;
}

/** A holding's claim to its place: for as long as it was surely held, or, by the final state, at the end of time. */
interface Claim {
  readonly holding: Holding;
  /** As in `Seats`. */
  readonly session: number;
  readonly calendar: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** End of the time in the calendar that is nobody else's. */
  readonly blockedUntilMs: number;
  /** Start of the first attempt at what was acknowledged at `fromMs`. */
  readonly askedMs: number;
}

const endOfTime = Number.MAX_VALUE;

/** All that clash with somebody who was there before them; each is told once. n log n, however many clash. */
export function clashesOf(
  holdings: readonly Holding[],
  seats: Seats,
  clockErrorMs: number,
  isShared: boolean,
): Clashes {
  const claims: Claim[] = [];
  let unknown = 0;
  let judged = 0;
  const add = (holding: Holding): void => {
    const session = seats.sessionOf(holding, holding.story);
    const before = claims.length;
    for (const { fromMs, toMs } of stretchesOf(holding, isShared)) {
      if (!(toMs > fromMs + clockErrorMs)) continue;
      if (session === unclear) unknown += 1;
      else claims.push(claimOf(holding, session, seats, fromMs, toMs));
    }
    if (claims.length > before) judged += 1;
  };
  // In a tie what stood there before comes first, so that it is never the late one.
  for (const holding of holdings) if (holding.isInitial) add(holding);
  for (const holding of holdings) if (!holding.isInitial) add(holding);
  const late = new Set<Holding>();
  const found: Clash[] = [];
  const take = (clash: Clash): void => {
    if (late.has(clash.late)) return;
    late.add(clash.late);
    found.push(clash);
  };
  const oversold = oversoldOf(claims, seats, clockErrorMs);
  for (const clash of oversold.found) take(clash);
  const near = pairsOf(claims, clockErrorMs, ({ blockedUntilMs }) => blockedUntilMs);
  // Whoever is in somebody's buffer may be in another one's time as well, which is worse.
  if (near.length > 0) for (const clash of pairsOf(claims, clockErrorMs, ({ holding }) => holding.toMs)) take(clash);
  for (const clash of near) if (clash.kind === 'double' || areBookings(clash)) take(clash);
  return { found, judged, unclear: unknown + oversold.unclear };
}

function stretchesOf(holding: Holding, isShared: boolean): readonly Stretch[] {
  const { surely, storedAs, ends, makes, isInitial } = holding;
  if (surely.at(-1)?.toMs === Number.POSITIVE_INFINITY || storedAs.length === 0 || ends.length > 0) return surely;
  // The final state is read page by page: what may have been ended meanwhile is no evidence, nor what is others'.
  if (isShared && makes.length === 0) return surely;
  if (makes.length === 0 && !isInitial) return surely;
  return [...surely, { fromMs: endOfTime, toMs: Number.POSITIVE_INFINITY }];
}

function claimOf(holding: Holding, session: number, seats: Seats, fromMs: number, toMs: number): Claim {
  const { makes, tenant, resource, isInitial } = holding;
  const verb = makes.find((make) => make.endMs === fromMs)?.verb;
  const asked = makes.find((make) => verb === undefined || make.verb === verb);
  const askedMs = asked === undefined ? Number.NEGATIVE_INFINITY : asked.startMs;
  // A buffer may be longer today than it was when somebody booked before the load.
  const blockedUntilMs = isInitial ? holding.toMs : seats.surelyBlockedUntilMs(holding);
  return { holding, session, calendar: seats.calendarOf(tenant, resource), fromMs, toMs, blockedUntilMs, askedMs };
}

function compare(one: number, other: number): number {
  return one < other ? -1 : Number(one > other);
}

/**
 * What was acknowledged and is lost in the end may have been given away anew because it was lost, which another law
 * tells; only when both were asked for at once was one thing promised twice. So there are three sweeps: for those that
 * last, which clash when one lasts longer than another begins; and for a lost one against any, which clash when the
 * first was acknowledged later than the second was asked for.
 */
function pairsOf(claims: readonly Claim[], clockErrorMs: number, untilOf: (claim: Claim) => number): readonly Clash[] {
  const lasting = openCalendarSweep();
  const besideLost = openCalendarSweep();
  const besideAny = openCalendarSweep();
  const hasLost = claims.some(({ holding }) => holding.isLost);
  const rows = { lasting: [] as Claim[], besideLost: [] as Claim[], besideAny: [] as Claim[] };
  const questions = { lasting: [] as Claim[], besideLost: [] as Claim[], besideAny: [] as Claim[] };
  const put = (name: keyof typeof rows, sweep: typeof lasting, claim: Claim, untilMs: number): void => {
    const { holding, fromMs, session, calendar } = claim;
    const row = sweep.put(calendar, holding.fromMs, untilOf(claim), fromMs, untilMs, session);
    rows[name][row] = claim;
  };
  const ask = (name: keyof typeof rows, sweep: typeof lasting, claim: Claim): void => {
    const { holding, fromMs, session, calendar } = claim;
    questions[name][sweep.ask(calendar, holding.fromMs, untilOf(claim), fromMs, session)] = claim;
  };
  for (const claim of claims) {
    if (hasLost) {
      ask('besideLost', besideLost, claim);
      if (claim.holding.isLost) ask('besideAny', besideAny, claim);
      else if (claim.toMs === Number.POSITIVE_INFINITY) put('besideAny', besideAny, claim, claim.fromMs);
    }
    if (claim.holding.isLost) put('besideLost', besideLost, claim, claim.fromMs);
    else {
      const { holding, fromMs, toMs, session, calendar } = claim;
      const both = lasting.askAndPut(calendar, holding.fromMs, untilOf(claim), fromMs, toMs, session);
      questions.lasting[both.question] = claim;
      rows.lasting[both.rectangle] = claim;
    }
  }
  const found: Clash[] = [];
  const tell = (name: keyof typeof rows, sweep: typeof lasting, sinceOf: (claim: Claim) => number): void => {
    for (const [question, row] of sweep.answers().entries()) {
      if (row === -1) continue;
      const late = questions[name][question] as Claim;
      const had = rows[name][row] as Claim;
      // What stood there before the load, all of it, is none of the run's doing.
      if (late.holding.isInitial && had.holding.isInitial) continue;
      if (!(sweep.untilMs(row) > sinceOf(late))) continue;
      found.push(pairOf(had, late, clockErrorMs));
    }
  };
  tell('lasting', lasting, ({ fromMs }) => fromMs + clockErrorMs);
  tell('besideLost', besideLost, ({ askedMs }) => askedMs + clockErrorMs);
  tell('besideAny', besideAny, ({ askedMs }) => askedMs + clockErrorMs);
  return found;
}

function pairOf(had: Claim, late: Claim, clockErrorMs: number): Clash {
  const isAfterwards = had.fromMs + clockErrorMs < late.askedMs;
  return {
    kind: meet(had.holding, late.holding) ? 'double' : 'in-buffer',
    late: late.holding,
    had: [had.holding],
    atMs: late.fromMs,
    isAfterwards,
    isAlone: late.session >= 0,
  };
}

/**
 * Only a booking has a buffer: a cart may block just its own time until it is one. And who comes twice in a row is one
 * customer, whom some platforms ask for no buffer.
 */
function areBookings({ late, had }: Clash): boolean {
  if (late.customer !== -1 && had.some(({ customer }) => customer === late.customer)) return false;
  return [late, ...had].every(
    ({ makes, storedAs }) => storedAs.length > 0 || makes.some(({ verb, type }) => verb !== 'hold' && type === 'ok'),
  );
}

function meet(one: Holding, other: Holding): boolean {
  return one.fromMs < other.toMs && other.fromMs < one.toMs;
}

/** More at one time than there are seats. */
function oversoldOf(
  claims: readonly Claim[],
  seatsOf: Seats,
  clockErrorMs: number,
): { readonly found: readonly Clash[]; readonly unclear: number } {
  const bySession = new Map<number, Claim[]>();
  for (const claim of claims) {
    if (claim.session >= 0 || claim.holding.isLost) continue;
    const some = bySession.get(claim.session);
    if (some === undefined) bySession.set(claim.session, [claim]);
    else some.push(claim);
  }
  const found: Clash[] = [];
  let unknown = 0;
  for (const [session, some] of bySession) {
    const seats = seatsOf.seatsIn(session);
    if (seats === undefined) unknown += some.length > 1 ? 1 : 0;
    else if (some.length > seats) for (const clash of tooMany(some, seats, clockErrorMs)) found.push(clash);
  }
  return { found, unclear: unknown };
}

function tooMany(claims: Claim[], seats: number, clockErrorMs: number): readonly Clash[] {
  claims.sort((a, b) => compare(a.fromMs, b.fromMs) || Number(b.holding.isInitial) - Number(a.holding.isInitial));
  const found: Clash[] = [];
  const there: Claim[] = [];
  for (const late of claims) {
    const had = firstThere(there, seats, late.fromMs + clockErrorMs, late.holding.story);
    there.push(late);
    if (had.length < seats || late.holding.isInitial) continue;
    const isAfterwards = had.every(({ fromMs }) => fromMs + clockErrorMs < late.askedMs);
    const holdings = had.map(({ holding }) => holding);
    found.push({
      kind: 'oversold',
      late: late.holding,
      had: holdings,
      atMs: late.fromMs,
      isAfterwards,
      isAlone: false,
    });
  }
  return found;
}

/** The first so many that are still there, each story once; those that are gone are taken off for good. */
function firstThere(there: Claim[], count: number, atMs: number, but: number): readonly Claim[] {
  const first: Claim[] = [];
  const stories = new Set<number>([but]);
  let at = 0;
  let kept = 0;
  for (; at < there.length && first.length < count; at += 1) {
    const claim = there[at] as Claim;
    if (claim.toMs <= atMs) continue;
    there[kept] = claim;
    kept += 1;
    if (stories.has(claim.holding.story)) continue;
    stories.add(claim.holding.story);
    first.push(claim);
  }
  if (kept < at) there.splice(kept, at - kept);
  return first;
}
