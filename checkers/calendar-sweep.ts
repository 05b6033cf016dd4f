import { openNumberTable } from './pair-numbers.ts';
import { type Kept, openRectangleTree } from './rectangle-tree.ts';
import {
  at,
  before,
  from,
  isPut,
  openRectangles,
  question,
  type Rectangles,
  session,
  to,
  until,
} from './rectangles.ts';

/**
 * Rectangles, calendar time by real time, and questions about them: of the rectangles that were put on a calendar
 * before a moment, which of those that overlap a stretch of it lasts longest? That tells whether any is still there.
 *
 * A sweep in the order of real time over the calendar's cells; nothing is ever taken off, since a rectangle that is
 * over does not last long enough. n log n, whatever overlaps whatever.
 */
export interface CalendarSweep {
  /**
   * @param calendar a small number
   * @param atMs when it begins to count, and how long it lasts: any numbers that compare, infinities too
   * @returns the rectangle's number
   */
  put(calendar: number, fromMs: number, toMs: number, atMs: number, untilMs: number, session: number): number;
  /**
   * Asks about all that was put with a smaller `atMs`, and, with the same, by an earlier call; but nothing of its own
   * session, where seats are shared.
   * @returns the question's number
   */
  ask(calendar: number, fromMs: number, toMs: number, atMs: number, session: number): number;
  /** Asks, and then puts: what somebody wants is asked about, and is in others' way afterwards. */
  askAndPut(
    calendar: number,
    fromMs: number,
    toMs: number,
    atMs: number,
    untilMs: number,
    session: number,
  ): { readonly question: number; readonly rectangle: number };
  /** By question: the rectangle that lasts longest, of several the one that was put first; -1: there is none. */
  answers(): Int32Array;
  untilMs(rectangle: number): number;
}

export function openCalendarSweep(): CalendarSweep {
  const rows = openRectangles();
  const last = openNumberTable();
  let calendars = 0;
  let asked = 0;

  const add = (calendar: number, fromMs: number, toMs: number, atMs: number, session: number): number => {
    const row = rows.add(fromMs, toMs, atMs, session, last.get(calendar));
    last.set(calendar, row);
    if (calendar >= calendars) calendars = calendar + 1;
    return row;
  };
  /** In the order in which they were put and asked. */
  const rowsOf = (calendar: number): number[] => {
    const own: number[] = [];
    for (let row = last.get(calendar); row !== -1; row = rows.get(row, before)) own.push(row);
    return own.reverse();
  };

  const tree = openRectangleTree(rows);
  const list = openList(rows);
  const answer = (own: number[], answers: Int32Array): void => {
    const rectangles = own.filter((row) => rows.get(row, isPut) === 1);
    if (rectangles.length === 0 || own.every((row) => rows.get(row, question) === -1)) return;
    if (!isInOrder(own, rows)) own.sort((a, b) => compare(rows.get(a, at), rows.get(b, at)) || a - b);
    const kept = rectangles.length <= fewMax ? list : tree;
    kept.clear(rectangles);
    for (const row of own) {
      const number = rows.get(row, question);
      if (number !== -1) answers[number] = kept.longest(rows.get(row, from), rows.get(row, to), rows.get(row, session));
      if (rows.get(row, isPut) === 1) kept.put(row);
    }
  };
  const put = (row: number, untilMs: number): number => {
    rows.set(row, until, untilMs);
    rows.set(row, isPut, 1);
    return row;
  };
  const ask = (row: number): number => {
    rows.set(row, question, asked);
    asked += 1;
    return asked - 1;
  };

  return {
    put: (calendar, fromMs, toMs, atMs, untilMs, own) => put(add(calendar, fromMs, toMs, atMs, own), untilMs),
    ask: (calendar, fromMs, toMs, atMs, own) => ask(add(calendar, fromMs, toMs, atMs, own)),
    askAndPut: (calendar, fromMs, toMs, atMs, untilMs, own) => {
      const row = put(add(calendar, fromMs, toMs, atMs, own), untilMs);
      return { question: ask(row), rectangle: row };
    },
    answers() {
      const answers = new Int32Array(asked).fill(-1);
      for (let calendar = 0; calendar < calendars; calendar += 1) answer(rowsOf(calendar), answers);
      return answers;
    },
    untilMs: (rectangle) => rows.get(rectangle, until),
  };
}

/** Much is told in the order of time: then there is nothing to sort. */
function isInOrder(own: readonly number[], { get }: Rectangles): boolean {
  for (let place = 1; place < own.length; place += 1) {
    if (!(get(own[place - 1] as number, at) <= get(own[place] as number, at))) return false;
  }
  return true;
}

/** Up to so many, looking at all of them is quicker than a tree. */
const fewMax = 40;

function openList({ get }: Rectangles): Kept {
  let rows: number[] = [];
  return {
    clear() {
      rows = [];
    },
    put: (row) => void rows.push(row),
    longest(fromMs, toMs, own) {
      let best = -1;
      for (const row of rows) {
        if (get(row, from) >= toMs || get(row, to) <= fromMs || get(row, session) === own) continue;
        if (best === -1 || get(row, until) > get(best, until)) best = row;
        // In the tree, too, the smaller row is told of two that last alike.
        else if (get(row, until) === get(best, until) && row < best) best = row;
      }
      return best;
    },
  };
}

/** Infinities have no difference. */
function compare(one: number, other: number): number {
  return one < other ? -1 : Number(one > other);
}
