import { openNumberTable } from './pair-numbers.ts';
import { type Columns, type Kept, openRectangleTree } from './rectangle-tree.ts';

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
  /** By question: the rectangle that lasts longest, of several the one that was put first; -1: there is none. */
  answers(): Int32Array;
  untilMs(rectangle: number): number;
}

export function openCalendarSweep(): CalendarSweep {
  const froms: number[] = [];
  const tos: number[] = [];
  const ats: number[] = [];
  const untils: number[] = [];
  const sessions: number[] = [];
  /** The number of the question, or -1 for a rectangle, whose number is that of its row. */
  const questions: number[] = [];
  /** Rows of one calendar in a chain, the last one first. */
  const before: number[] = [];
  const last = openNumberTable();
  let calendars = 0;
  let asked = 0;

  const add = (calendar: number, fromMs: number, toMs: number, atMs: number, session: number): number => {
    const row = froms.length;
    froms.push(fromMs);
    tos.push(toMs);
    ats.push(atMs);
    sessions.push(session);
    before.push(last.get(calendar));
    last.set(calendar, row);
    calendars = Math.max(calendars, calendar + 1);
    return row;
  };
  /** In the order in which they were put and asked. */
  const rowsOf = (calendar: number): number[] => {
    const rows: number[] = [];
    for (let row = last.get(calendar); row !== -1; row = before[row] as number) rows.push(row);
    return rows.reverse();
  };

  const columns = { froms, tos, untils, sessions };
  const tree = openRectangleTree(columns);
  const list = openList(columns);
  const answer = (rows: number[], answers: Int32Array): void => {
    const rectangles = rows.filter((row) => questions[row] === -1);
    if (rectangles.length === 0 || rectangles.length === rows.length) return;
    if (!isInOrder(rows, ats)) rows.sort((a, b) => compare(ats[a] as number, ats[b] as number) || a - b);
    const kept = rectangles.length <= fewMax ? list : tree;
    kept.clear(rectangles);
    for (const row of rows) {
      const question = questions[row] as number;
      if (question === -1) kept.put(row);
      else answers[question] = kept.longest(froms[row] as number, tos[row] as number, sessions[row] as number);
    }
  };

  return {
    put(calendar, fromMs, toMs, atMs, untilMs, session) {
      untils.push(untilMs);
      questions.push(-1);
      return add(calendar, fromMs, toMs, atMs, session);
    },
    ask(calendar, fromMs, toMs, atMs, session) {
      untils.push(0);
      questions.push(asked);
      asked += 1;
      add(calendar, fromMs, toMs, atMs, session);
      return asked - 1;
    },
    answers() {
      const answers = new Int32Array(asked).fill(-1);
      for (let calendar = 0; calendar < calendars; calendar += 1) answer(rowsOf(calendar), answers);
      return answers;
    },
    untilMs: (rectangle) => untils[rectangle] as number,
  };
}

/** Much is told in the order of time: then there is nothing to sort. */
function isInOrder(rows: readonly number[], ats: readonly number[]): boolean {
  for (let place = 1; place < rows.length; place += 1) {
    if (!((ats[rows[place - 1] as number] as number) <= (ats[rows[place] as number] as number))) return false;
  }
  return true;
}

/** Up to so many, looking at all of them is quicker than a tree. */
const fewMax = 40;

function openList({ froms, tos, untils, sessions }: Columns): Kept {
  let rows: number[] = [];
  return {
    clear() {
      rows = [];
    },
    put: (row) => void rows.push(row),
    longest(fromMs, toMs, session) {
      let best = -1;
      for (const row of rows) {
        if ((froms[row] as number) >= toMs || (tos[row] as number) <= fromMs || sessions[row] === session) continue;
        if (best === -1 || (untils[row] as number) > (untils[best] as number)) best = row;
        // In the tree, too, the smaller row is told of two that last alike.
        else if (untils[row] === untils[best] && row < best) best = row;
      }
      return best;
    },
  };
}

/** Infinities have no difference. */
function compare(one: number, other: number): number {
  return one < other ? -1 : Number(one > other);
}
