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

test('names that a platform made to have one hash have numbers of their own, however the table grows', () => {
  const names = openInterner();
  const colliding = collidingTexts(7);
  assert.is(new Set(colliding).size, 128);
  const numbers = colliding.map((text) => names.numberOf(text));
  assert.is(new Set(numbers).size, colliding.length);
  for (let other = 0; other < 20_000; other += 1) names.numberOf(`other ${other}`);
  const more = [...colliding, ...colliding.map((text) => `${text}!`)].map((text) => names.numberOf(text));
  assert.equal(more.slice(0, colliding.length), numbers);
  assert.is(new Set(more).size, 2 * colliding.length);
});

/** 2 ** count texts of one hash: pairs of texts that lead from one state to one other, in every combination. */
function collidingTexts(count: number): readonly string[] {
  const stepped = (from: number, text: string): number => {
    let hash = from;
    for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
    return hash;
  };
  let state = 0x811c9dc5;
  let texts = [''];
  for (let pair = 0; pair < count; pair += 1) {
    const seen = new Map<number, string>();
    for (let tried = 0; ; tried += 1) {
      const text = Math.imul(tried, 0x9e3779b1).toString(36).padStart(8, '0');
      const next = stepped(state, text);
      const other = seen.get(next);
      seen.set(next, text);
      if (other === undefined) continue;
      texts = texts.flatMap((before) => [`${before}${text}`, `${before}${other}`]);
      state = next;
      break;
    }
  }
  return texts;
}

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
