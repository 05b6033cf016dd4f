import * as assert from 'uvu/assert';
import { openCalendarSweep } from '../../checkers/calendar-sweep.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';

const test = suite('calendar sweep');

interface Row {
  readonly calendar: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly atMs: number;
  readonly untilMs: number;
  readonly session: number;
  readonly order: number;
}

test('it answers like looking at every rectangle', () => {
  let answered = 0;
  for (let seed = 1; seed <= 1000; seed += 1) {
    const draw = random(seed);
    const sweep = openCalendarSweep();
    const rows: Row[] = [];
    const questions: Row[] = [];
    // Few are looked at one by one, many by a tree.
    const count = seed % 10 === 0 ? 150 + draw.integer(150) : 1 + draw.integer(24);
    const days = seed % 10 === 0 ? 90 : 12;
    for (let order = 0; order < count; order += 1) {
      const fromMs = draw.integer(days);
      const row: Row = {
        ...{ calendar: draw.integer(2), fromMs, toMs: fromMs + 1 + draw.integer(5), order, session: draw.integer(6) },
        atMs: draw.chance(0.1) ? Number.NEGATIVE_INFINITY : draw.integer(10),
        untilMs: draw.chance(0.2) ? Number.POSITIVE_INFINITY : draw.integer(15),
      };
      if (draw.chance(0.5)) {
        rows.push(row);
        sweep.put(row.calendar, row.fromMs, row.toMs, row.atMs, row.untilMs, row.session);
      } else {
        questions.push(row);
        sweep.ask(row.calendar, row.fromMs, row.toMs, row.atMs, row.session);
      }
    }
    for (const [number, found] of sweep.answers().entries()) {
      const question = questions[number] as Row;
      const there = rows.filter((row) => isThere(row, question));
      const longest = Math.max(...there.map(({ untilMs }) => untilMs));
      answered += there.length > 0 ? 1 : 0;
      assert.is(found === -1, there.length === 0, `seed ${seed}`);
      if (found !== -1) assert.is(sweep.untilMs(found), longest, `seed ${seed}`);
    }
  }
  assert.ok(answered > 1000, `${answered} answered`);
});

function isThere(row: Row, question: Row): boolean {
  const isBefore = row.atMs < question.atMs || (row.atMs === question.atMs && row.order < question.order);
  const isOverlapping = row.fromMs < question.toMs && question.fromMs < row.toMs;
  return row.calendar === question.calendar && row.session !== question.session && isBefore && isOverlapping;
}

test('of several that last alike, the first is told', () => {
  const sweep = openCalendarSweep();
  for (const [calendar, count] of [9, 99].entries()) {
    for (let row = 0; row < count; row += 1) {
      sweep.put(calendar, row % 3, 5 + (row % 2), row, Number.POSITIVE_INFINITY, row);
    }
    sweep.ask(calendar, 4, 5, 100, -1);
  }
  assert.equal([...sweep.answers()], [0, 10]);
});
