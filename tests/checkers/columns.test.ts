import * as assert from 'uvu/assert';
import { openIds } from '../../checkers/ids.ts';
import { openInterner } from '../../checkers/interner.ts';
import { openLedger } from '../../checkers/ledger.ts';
import { random } from '../../core/random.ts';
import { suite } from '../door.ts';

const test = suite('columns');

const { integer } = random(1);
const digits = (count: number, base: number): string =>
  Array.from({ length: count }, () => integer(base).toString(base)).join('');

test('ids come back as they were, ours and anybody else’s', () => {
  const near = ['', 'g'.repeat(32), 'A'.repeat(32), `${'0'.repeat(31)}/`, `${'f'.repeat(31)}:`, '0'.repeat(33), 'é'];
  const all = [...near, '0'.repeat(32), 'f'.repeat(32), ...Array.from({ length: 5_000 }, () => digits(32, 16))];
  const ids = openIds();
  for (const id of all) ids.push(id);
  assert.equal(
    all.map((_, row) => ids.at(row)),
    all,
  );
});

test('a text has one number, however many there are, and the number gives it back', () => {
  const names = openInterner();
  const texts = ['', ...new Set(Array.from({ length: 20_000 }, () => digits(1 + integer(6), 36)))];
  const numbers = texts.map((text) => names.numberOf(text));
  assert.is(new Set(numbers).size, texts.length);
  assert.equal(
    texts.map((text) => names.numberOf(text)),
    numbers,
  );
  assert.equal(
    numbers.map((number) => names.textOf(number)),
    texts,
  );
  assert.is(names.textOf(-1), '?');
});

test('a stored booking says what it said, and its names as numbers', () => {
  const ledger = openLedger();
  // The calendar has no such day: its text is kept as it was.
  const slot = { resource: 'staff-1', start: '2027-02-30T10:00:00Z', end: '2027-02-30T10:30:00Z' };
  ledger.takeFinal({ id: 'a', tenant: '', ...slot, status: 'no-show' });
  const kept = ledger.stories()[0]?.final[0];
  assert.is(kept?.start, slot.start);
  assert.equal([kept?.id, kept?.tenant, kept?.resource, kept?.status], ['a', '', 'staff-1', 'no-show']);
  assert.equal([kept?.tag, kept?.service, kept?.customer], [undefined, undefined, undefined]);
  assert.equal([kept?.tagNumber, kept?.serviceNumber, kept?.customerNumber], [-1, -1, -1]);
  assert.is(kept?.span?.resource, ledger.names.numberOf('staff-1'));
});
