import type { Entry, Span, Story } from '../ledger.ts';
import type { Knowledge } from './knowledge.ts';
import { type Rows, rowsOf } from './rows.ts';
import { openStretches, type Stretches } from './stretches.ts';

/**
 * What is plain to see, without an object for each booking: on most stretches of a calendar there is one place, its
 * bookings lie one behind the other, and a moment can be named for each making at which everybody saw what he says.
 */
export interface Calm {
  /** The stories that are left to be looked at. */
  readonly stories: readonly Story[];
  /** Of slots that were taken, those that are left. */
  readonly refusals: readonly Entry[];
  /** How many stretches were plain to see, and in how many of them somebody met a making. */
  readonly stretches: number;
  readonly met: number;
  readonly rows: Rows;
  /** Rows that meet these hours. */
  near(calendar: number, fromMs: number, toMs: number): readonly number[];
}

interface Sky {
  readonly rows: Rows;
  readonly stretches: Stretches;
  /** 1: it has to be looked at. */
  readonly isOpen: Uint8Array;
  /** The moments at which the bookings are taken to be made and given up. */
  readonly madeMs: Float64Array;
  readonly goneMs: Float64Array;
  readonly isMet: Uint8Array;
}

export function calmOf(knowledge: Knowledge): Calm {
  const stories = knowledge.ledger.stories();
  const rows = rowsOf(stories, knowledge);
  const stretches = openStretches(rows, rows.startMs);
  const sky: Sky = {
    ...{ rows, stretches },
    isOpen: openAtFirst(rows, stretches, knowledge),
    madeMs: Float64Array.from(rows.endMs),
    goneMs: Float64Array.from(rows.goneMs, (goneMs, row) => (goneMs + (rows.overMs[row] as number)) / 2),
    isMet: new Uint8Array(stretches.count),
  };
  const taken = knowledge.ledger.attempts.filter((entry) => isTaken(entry, knowledge));
  const explained = taken.map((entry) => explain(sky, entry, knowledge));
  seeOffers(sky, knowledge);
  openExplained(sky, taken, explained, knowledge);
  const isLeft = new Uint8Array(stories.length);
  const markLeft = (story: number): void => {
    isLeft[story] = 1;
  };
  let calm = 0;
  let met = 0;
  for (let stretch = 0; stretch < stretches.count; stretch += 1) {
    if (sky.isOpen[stretch] === 1) eachRow(sky, stretch, (row) => markLeft(rows.stories[row] as number));
    else {
      calm += 1;
      met += sky.isMet[stretch] as number;
    }
  }
  return {
    stories: stories.filter((_, index) => isLeft[index] === 1),
    refusals: taken.filter((_, index) => explained[index] === -1),
    stretches: calm,
    ...{ met, rows },
    near: (calendar, fromMs, toMs) => nearOf(sky, calendar, fromMs, toMs),
  };
}

function isTaken(entry: Entry, { hasHolds }: Knowledge): boolean {
  if (entry.type !== 'fail' || entry.reason !== 'taken' || entry.asked === undefined) return false;
  const { verb } = entry;
  return verb === 'book' || verb === 'reschedule' || (verb === 'hold' && hasHolds);
}

/** Open where not all is simple, where places differ, and where one may have been made before the last was gone. */
function openAtFirst(
  { fromMs, toMs, startMs, overMs, tenants, services, isSimple }: Rows,
  { count, order, begins }: Stretches,
  knowledge: Knowledge,
): Uint8Array {
  const isOpen = new Uint8Array(count);
  for (let stretch = 0; stretch < count; stretch += 1) {
    const begin = begins[stretch] as number;
    const first = order[begin] as number;
    for (let place = begin; place < (begins[stretch + 1] as number); place += 1) {
      const row = order[place] as number;
      const last = order[place - 1] as number;
      const isOnePlace = fromMs[row] === fromMs[first] && toMs[row] === toMs[first];
      const isBehind = place === begin || (overMs[last] as number) < (startMs[row] as number);
      const { seats } = knowledge.service(tenants[row] as number, services[row] as number);
      if (isSimple[row] === 0 || !isOnePlace || !isBehind || seats !== 1) isOpen[stretch] = 1;
    }
  }
  return isOpen;
}

/** @returns the stretch whose booking is why this was refused; -1 where it has to be looked at, and all around it */
function explain(sky: Sky, entry: Entry, knowledge: Knowledge): number {
  const { rows, stretches, isOpen, madeMs, goneMs, isMet } = sky;
  const { tenant, startMs, endMs } = entry;
  const { resource, fromMs, toMs } = entry.asked as Span;
  const calendar = knowledge.calendarOf(tenant, resource);
  const [stretch, behind] = stretches.meeting(calendar, fromMs, toMs);
  if (behind === stretch + 1 && isOpen[stretch] === 0) {
    for (
      let place = stretches.begins[stretch] as number;
      place < (stretches.begins[stretch + 1] as number);
      place += 1
    ) {
      const row = stretches.order[place] as number;
      const isWhile = (rows.startMs[row] as number) <= endMs && startMs <= (goneMs[row] as number);
      if (!isWhile || (rows.fromMs[row] as number) >= toMs || fromMs >= (rows.toMs[row] as number)) continue;
      madeMs[row] = Math.min(madeMs[row] as number, endMs);
      if (startMs <= (rows.endMs[row] as number)) isMet[stretch] = 1;
      return stretch;
    }
  }
  openAround(sky, entry, knowledge);
  return -1;
}

/** All that the refusal may be about, with the buffers behind both. */
function openAround({ stretches, isOpen }: Sky, { tenant, service, asked }: Entry, knowledge: Knowledge): void {
  const { resource, fromMs, toMs } = asked as Span;
  const bufferMs = knowledge.service(tenant, service).bufferMs ?? knowledge.bufferMaxMs;
  const calendar = knowledge.calendarOf(tenant, resource);
  isOpen.fill(1, ...stretches.meeting(calendar, fromMs - knowledge.bufferMaxMs, toMs + bufferMs));
}

/** What explains a refusal has to be looked at: then so has all else that may. */
function openExplained(sky: Sky, taken: readonly Entry[], explained: number[], knowledge: Knowledge): void {
  for (let isDone = false; !isDone; ) {
    isDone = true;
    for (const [index, stretch] of explained.entries()) {
      if (stretch === -1 || sky.isOpen[stretch] === 0) continue;
      openAround(sky, taken[index] as Entry, knowledge);
      explained[index] = -1;
      isDone = false;
    }
  }
}

/** An offer that lies within a booking's life opens the stretch. */
function seeOffers({ rows, stretches, isOpen, madeMs, goneMs, isMet }: Sky, knowledge: Knowledge): void {
  for (const { type, offered, tenant, startMs, endMs } of knowledge.ledger.searches) {
    if (type !== 'ok' || offered === undefined) continue;
    for (const { resource, fromMs, toMs } of offered) {
      const [first, behind] = stretches.meeting(knowledge.calendarOf(tenant, resource), fromMs, toMs);
      for (let place = stretches.begins[first] as number; place < (stretches.begins[behind] as number); place += 1) {
        const row = stretches.order[place] as number;
        const isInside = (madeMs[row] as number) <= startMs && endMs <= (goneMs[row] as number);
        const isBeside = (rows.startMs[row] as number) <= endMs && startMs <= (rows.endMs[row] as number);
        if (!isInside && !isBeside) continue;
        const [stretch] = stretches.meeting(
          rows.calendars[row] as number,
          rows.fromMs[row] as number,
          rows.toMs[row] as number,
        );
        if (isInside) isOpen[stretch] = 1;
        if (isBeside) isMet[stretch] = 1;
      }
    }
  }
}

function eachRow({ stretches: { order, begins } }: Sky, stretch: number, call: (row: number) => void): void {
  for (let place = begins[stretch] as number; place < (begins[stretch + 1] as number); place += 1) {
    call(order[place] as number);
  }
}

function nearOf(sky: Sky, calendar: number, fromMs: number, toMs: number): readonly number[] {
  const { rows, stretches } = sky;
  const [first, behind] = stretches.meeting(calendar, fromMs, toMs);
  const found: number[] = [];
  for (let stretch = first; stretch < behind; stretch += 1) {
    eachRow(sky, stretch, (row) => {
      if ((rows.fromMs[row] as number) < toMs && fromMs < (rows.toMs[row] as number)) found.push(row);
    });
  }
  return found;
}
