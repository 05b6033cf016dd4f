import * as assert from 'uvu/assert';
import { crowdTogether } from '../../drivers/crowd-together.ts';
import { openBoard } from '../../drivers/open-board.ts';
import { suite } from '../door.ts';

const test = suite('board of a round');

/** Whether it has resolved by now. */
async function isOver(promise: Promise<void>): Promise<boolean> {
  let over = false;
  void promise.then(() => {
    over = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  return over;
}

test('who waits goes on when it is noted, and at once when it was', async () => {
  const board = openBoard(2);
  const waiting = board.noted('booking');
  assert.not.ok(await isOver(waiting));
  board.note('other', 'x');
  assert.not.ok(await isOver(waiting));
  board.note('booking', 'b1');
  assert.ok(await isOver(waiting));
  assert.is(board.read('booking'), 'b1');
  assert.ok(await isOver(board.noted('booking')));
});

test('nobody waits for what nobody can note any more', async () => {
  const left = openBoard(2);
  const waiting = left.noted('booking');
  left.leave();
  assert.ok(await isOver(waiting));
  assert.is(left.read('booking'), undefined);
  const each = openBoard(2);
  const both = [each.noted('a'), each.noted('b')];
  assert.ok(await isOver(both[0] as Promise<void>));
  assert.ok(await isOver(both[1] as Promise<void>));
});

test('a crowd wants what the first of its branch wanted, and stays who it is', () => {
  const rows = [...Array(200).keys()].map((index) => {
    return { branch: `b${index % 4}`, service: `s${index}`, fromDay: `d${index}`, days: index, customer: `c${index}` };
  });
  const crowd = crowdTogether(rows, 0.5, 1);
  const moved = crowd.filter(({ service, branch }) => service === `s${branch.slice(1)}`);
  assert.ok(moved.length > 80 && moved.length < 130, String(moved.length));
  assert.equal(
    crowd.map(({ customer }) => customer),
    rows.map(({ customer }) => customer),
  );
  for (const { service, fromDay } of crowd) assert.is(service.slice(1), fromDay.slice(1));
  assert.equal(crowdTogether(rows, 0, 1), rows);
  assert.equal(crowdTogether([{ branch: 'b', day: 'x' } as object], 1, 1), [{ branch: 'b', day: 'x' }]);
});
