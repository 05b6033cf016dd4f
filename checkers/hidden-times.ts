import { openCalendarSweep } from './calendar-sweep.ts';
import { putTurnedDown } from './ghost-holds.ts';
import type { Holding } from './holdings.ts';
import type { Entry, Span } from './ledger.ts';
import { lowerBound } from './lower-bound.ts';
import type { Recording } from './on-ledger.ts';
import type { Seats } from './seats.ts';

/** A time that was not shown to whoever looked for just that, and that was theirs as soon as they asked for it. */
export interface HiddenTime {
  /** The same question, answered with that time before. */
  readonly shown: Entry;
  readonly search: Entry;
  readonly given: Entry;
  readonly place: Span;
}

export interface HiddenTimes {
  readonly found: readonly HiddenTime[];
  /** Times that were not shown, shown before, and given at once. */
  readonly judged: number;
}

/** So soon after the look, since what ended in between may have been in the way. */
const atOnceMs = 5_000;
/** Lists may lag behind what was cancelled or ran out, and caches too. */
export const lagMs = 60_000;
/** What is near may be why a time is not shown, or be bookable by telephone only. */
export const [nearMs, aheadMs] = [2 * 3_600_000, 48 * 3_600_000];
/** Some platforms show what lies beside other bookings of the day, or so many a day; some that do not prove it. */
const dayMs = 24 * 3_600_000;
const provenMin = 5;

/**
 * A list hides what is free where all is plain: it had shown the time to the same question (one person, one service,
 * the same stretch), nobody can have had anything on that day, or near it where the platform proves that it shows times
 * apart from others, for a minute before it was asked again; and then it was given to whoever had just not been shown
 * it. n log n.
 */
export function hiddenTimesOf(recording: Recording, holdings: readonly Holding[], seats: Seats): HiddenTimes {
  const judged = withShown(suspectsOf(recording), recording);
  if (judged.length === 0) return { found: [], judged: 0 };
  const near = undisturbed(judged, nearMs, recording, holdings, seats);
  const found =
    near.length === 0 || showsApart(recording, holdings, seats)
      ? near
      : undisturbed(near, dayMs, recording, holdings, seats);
  return { found, judged: judged.length };
}

type Suspect = Omit<HiddenTime, 'shown'>;

/** Those who were given what they had just not been shown. */
function suspectsOf({ ledger, originMs = Number.NaN }: Recording): readonly Suspect[] {
  const looks = ledger.searches.filter(isNarrow);
  if (!looks.some(({ offered }) => offered?.length === 0)) return [];
  const byProcess = Map.groupBy(looks, ({ process }) => process);
  for (const some of byProcess.values()) some.sort((a, b) => a.endMs - b.endMs);
  const suspects: Suspect[] = [];
  for (const given of ledger.attempts) {
    const { verb, type, asked: place, startMs, process } = given;
    if (type !== 'ok' || (verb !== 'book' && verb !== 'hold') || place === undefined) continue;
    const search = justBefore(byProcess.get(process) ?? [], startMs).find((each) => asksFor(each, given, place));
    if (search?.offered?.length !== 0) continue;
    if (place.fromMs > originMs + search.endMs + aheadMs) suspects.push({ search, given, place });
  }
  return suspects;
}

/** Asks for one person's times. */
function isNarrow({ type, asked }: Entry): boolean {
  return type === 'ok' && asked !== undefined && asked.resource !== -1;
}

/** Those that ended a moment before, the last one first. @param searches in the order of their ends */
function justBefore(searches: readonly Entry[], atMs: number): readonly Entry[] {
  const behind = lowerBound(searches.length, (place) => (searches[place] as Entry).endMs <= atMs);
  const found: Entry[] = [];
  for (let place = behind - 1; place >= 0 && (searches[place] as Entry).endMs >= atMs - atOnceMs; place -= 1) {
    found.push(searches[place] as Entry);
  }
  return found;
}

function asksFor({ tenant, branch, service, asked }: Entry, given: Entry, { resource, fromMs }: Span): boolean {
  const isOne = tenant === given.tenant && branch === given.branch && service === given.service;
  return isOne && asked?.resource === resource && asked.fromMs <= fromMs && fromMs < asked.toMs;
}

/** Of the suspects those whose time had been shown before. */
function withShown(suspects: readonly Suspect[], { ledger, clockErrorMs }: Recording): readonly HiddenTime[] {
  if (suspects.length === 0) return [];
  const wanted = new Set(suspects.map(({ search, place }) => questionOf(search, place)));
  const first = new Map<string, Entry>();
  for (const search of ledger.searches) {
    if (!isNarrow(search)) continue;
    for (const offer of search.offered ?? []) {
      const question = questionOf(search, offer);
      if (wanted.has(question) && !((first.get(question)?.endMs ?? search.endMs) < search.endMs)) {
        first.set(question, search);
      }
    }
  }
  return suspects.flatMap((suspect) => {
    const shown = first.get(questionOf(suspect.search, suspect.place));
    const isBefore = shown !== undefined && shown.endMs + clockErrorMs < suspect.search.startMs;
    return isBefore ? [{ ...suspect, shown }] : [];
  });
}

function questionOf({ tenant, branch, service, asked }: Entry, { resource, fromMs }: Span): string {
  return `${tenant} ${branch} ${service} ${asked?.resource} ${asked?.fromMs} ${asked?.toMs} ${resource} ${fromMs}`;
}

/** No story has these numbers: of whoever is there, but for the one who is given the time, and of who only looks. */
const [anybody, nobody] = [-1, Number.MAX_SAFE_INTEGER];

/** Those near which nobody can have had anything while the look was made, and for a while before. */
function undisturbed(
  times: readonly HiddenTime[],
  aroundMs: number,
  recording: Recording,
  holdings: readonly Holding[],
  seats: Seats,
): readonly HiddenTime[] {
  const { clockErrorMs } = recording;
  const sweep = openCalendarSweep();
  const given = new Map(times.map((each) => [each.given, nobody]));
  for (const { tenant, resource, fromMs, toMs, possibly, story, makes } of holdings) {
    const [first] = makes;
    const isGiven = first !== undefined && given.has(first);
    if (isGiven) given.set(first, story);
    const session = isGiven ? story : anybody;
    sweep.put(seats.calendarOf(tenant, resource), fromMs, toMs, possibly.fromMs, possibly.toMs, session);
  }
  putTurnedDown(sweep, recording, seats);
  for (const { search, given: own, place } of times) {
    const [fromMs, toMs] = [place.fromMs - aroundMs, place.toMs + aroundMs];
    const calendar = seats.calendarOf(search.tenant, place.resource);
    sweep.ask(calendar, fromMs, toMs, search.endMs + clockErrorMs, given.get(own) ?? nobody);
  }
  const answers = sweep.answers();
  return times.filter(({ search }, question) => {
    const row = answers[question] as number;
    return row === -1 || sweep.untilMs(row) < search.startMs - lagMs - clockErrorMs;
  });
}

/** Times were shown on days on which the same person surely had something else, and not near it. */
function showsApart({ ledger }: Recording, holdings: readonly Holding[], seats: Seats): boolean {
  const sweep = openCalendarSweep();
  const looks: Entry[] = [];
  const ask = (search: Entry, { resource }: Span, fromMs: number, toMs: number): void => {
    sweep.ask(seats.calendarOf(search.tenant, resource), fromMs, toMs, search.startMs, nobody);
    looks.push(search);
  };
  for (const search of ledger.searches) {
    const [offer] = isNarrow(search) ? (search.offered ?? []) : [];
    if (offer === undefined) continue;
    ask(search, offer, offer.fromMs - nearMs, offer.toMs + nearMs);
    ask(search, offer, offer.fromMs - dayMs / 2, offer.toMs + dayMs / 2);
  }
  for (const { tenant, resource, fromMs, toMs, surely, story } of holdings) {
    const calendar = seats.calendarOf(tenant, resource);
    for (const stretch of surely) sweep.put(calendar, fromMs, toMs, stretch.fromMs, stretch.toMs, story);
  }
  const answers = sweep.answers();
  const isThere = (question: number): boolean => {
    const row = answers[question] as number;
    return row !== -1 && sweep.untilMs(row) > (looks[question]?.endMs ?? 0);
  };
  let proven = 0;
  for (let question = 0; question < looks.length; question += 2) {
    if (!isThere(question) && isThere(question + 1)) proven += 1;
  }
  return proven >= provenMin;
}
