import { openCalendarSweep } from './calendar-sweep.ts';
import type { Holding } from './holdings.ts';
import type { Entry, Span } from './ledger.ts';
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
const lagMs = 60_000;
/** What else is on that day may be why a time is not shown: some platforms leave no gaps that nobody can use. */
const aroundMs = 2 * 3_600_000;
/** What is near may be bookable by telephone only, and the like. */
const aheadMs = 48 * 3_600_000;
/** No story has these numbers: of whoever is there, but for the one who is given the time, and of who only looks. */
const [anybody, nobody] = [-1, Number.MAX_SAFE_INTEGER];

/**
 * A list hides what is free where all is plain: it had shown the time to the same question (one person, one service,
 * the same stretch), nobody can have had anything near it for a minute before it was asked again, and then it was given
 * to whoever had just not been shown it. n log n.
 */
export function hiddenTimesOf(recording: Recording, holdings: readonly Holding[], seats: Seats): HiddenTimes {
  const suspects = suspectsOf(recording);
  const shown = shownBefore(suspects, recording);
  const judged = suspects.flatMap((suspect) => {
    const before = shown.get(suspect);
    return before === undefined ? [] : [{ ...suspect, shown: before }];
  });
  if (judged.length === 0) return { found: [], judged: 0 };
  const calendars = new Set(judged.map(({ search, place }) => seats.calendarOf(search.tenant, place.resource)));
  const sweep = openCalendarSweep();
  const given = new Map(judged.map((each) => [each.given, nobody]));
  for (const { tenant, resource, fromMs, toMs, possibly, story, makes } of holdings) {
    const calendar = seats.calendarOf(tenant, resource);
    if (!calendars.has(calendar)) continue;
    const [first] = makes;
    const isGiven = first !== undefined && given.has(first);
    if (isGiven) given.set(first, story);
    sweep.put(calendar, fromMs, toMs, possibly.fromMs, possibly.toMs, isGiven ? story : anybody);
  }
  // A cart that a refusal left behind may be in the way for as long as it likes.
  for (const { type, reason, asked, tenant, startMs } of recording.ledger.attempts) {
    if (type !== 'fail' || reason === 'taken' || asked === undefined) continue;
    const calendar = seats.calendarOf(tenant, asked.resource);
    if (calendars.has(calendar))
      sweep.put(calendar, asked.fromMs, asked.toMs, startMs, Number.POSITIVE_INFINITY, anybody);
  }
  for (const { search, given: own, place } of judged) {
    const calendar = seats.calendarOf(search.tenant, place.resource);
    const untilMs = search.endMs + recording.clockErrorMs;
    sweep.ask(calendar, place.fromMs - aroundMs, place.toMs + aroundMs, untilMs, given.get(own) ?? nobody);
  }
  const answers = sweep.answers();
  const found = judged.filter(({ search }, question) => {
    const row = answers[question] as number;
    return row === -1 || sweep.untilMs(row) < search.startMs - lagMs - recording.clockErrorMs;
  });
  return { found, judged: judged.length };
}

type Suspect = Omit<HiddenTime, 'shown'>;

/** Those who were given what they had just not been shown. */
function suspectsOf({ ledger, originMs = Number.NaN }: Recording): readonly Suspect[] {
  const byProcess = new Map<number, Entry[]>();
  for (const search of ledger.searches) {
    if (search.type !== 'ok' || search.asked === undefined || search.asked.resource === -1) continue;
    if (search.offered?.length !== 0) continue;
    const some = byProcess.get(search.process);
    if (some === undefined) byProcess.set(search.process, [search]);
    else some.push(search);
  }
  if (byProcess.size === 0) return [];
  for (const some of byProcess.values()) some.sort((a, b) => a.endMs - b.endMs);
  const suspects: Suspect[] = [];
  for (const given of ledger.attempts) {
    const { verb, type, asked: place, startMs, process } = given;
    if (type !== 'ok' || (verb !== 'book' && verb !== 'hold') || place === undefined) continue;
    const search = justBefore(byProcess.get(process) ?? [], startMs).find((each) => hides(each, given, place));
    if (search !== undefined && place.fromMs > originMs + search.endMs + aheadMs) {
      suspects.push({ search, given, place });
    }
  }
  return suspects;
}

/** Those that ended a moment before, the last one first. @param searches in the order of their ends */
function justBefore(searches: readonly Entry[], atMs: number): readonly Entry[] {
  let [low, high] = [0, searches.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((searches[middle] as Entry).endMs <= atMs) low = middle + 1;
    else high = middle;
  }
  const found: Entry[] = [];
  for (let place = low - 1; place >= 0 && (searches[place] as Entry).endMs >= atMs - atOnceMs; place -= 1) {
    found.push(searches[place] as Entry);
  }
  return found;
}

function hides({ tenant, branch, service, asked }: Entry, given: Entry, { resource, fromMs }: Span): boolean {
  const isOne = tenant === given.tenant && branch === given.branch && service === given.service;
  return isOne && asked?.resource === resource && asked.fromMs <= fromMs && fromMs < asked.toMs;
}

function shownBefore(suspects: readonly Suspect[], { ledger, clockErrorMs }: Recording): ReadonlyMap<Suspect, Entry> {
  const shown = new Map<Suspect, Entry>();
  if (suspects.length === 0) return shown;
  const byQuestion = Map.groupBy(suspects, ({ search }) => questionOf(search));
  const resources = new Set(suspects.map(({ place }) => place.resource));
  for (const earlier of ledger.searches) {
    if (earlier.asked === undefined || !resources.has(earlier.asked.resource) || earlier.type !== 'ok') continue;
    for (const suspect of byQuestion.get(questionOf(earlier)) ?? []) {
      const { search, place } = suspect;
      const isBefore = earlier.endMs + clockErrorMs < search.startMs;
      const isThere = earlier.offered?.some(
        ({ resource, fromMs }) => resource === place.resource && fromMs === place.fromMs,
      );
      if (isBefore && isThere) shown.set(suspect, earlier);
    }
  }
  return shown;
}

function questionOf({ tenant, branch, service, asked }: Entry): string {
  return `${tenant} ${branch} ${service} ${asked?.resource} ${asked?.fromMs} ${asked?.toMs}`;
}
