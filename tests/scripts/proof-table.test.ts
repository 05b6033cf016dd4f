import { stripVTControlCharacters } from 'node:util';
import * as assert from 'uvu/assert';
import type { ProofRow } from '../../campaigns/proof-row.ts';
import { proofTable } from '../../scripts/proof-table.ts';
import { suite } from '../door.ts';

const test = suite('proof table');

function row(defect: string | null, more: Partial<ProofRow> = {}): ProofRow {
  return {
    ...{ defect, class: 'races', seed: 1, expected: [], convictedBy: [], missedBy: [], falselyBy: [], undecided: [] },
    ...{ seconds: null, ok: true, verdict: 'CLEAR', generator: 'good', runFolder: 'x' },
    ...more,
  };
}

function linesOf(rows: readonly ProofRow[]): readonly string[] {
  return stripVTControlCharacters(proofTable(rows))
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, ' | '));
}

test('each cell says what must, may, should have and should not have spoken', () => {
  const spoke = { expected: ['a'], convictedBy: ['a', 'b'], seconds: 12.5 };
  const lines = linesOf([
    row(null),
    row('one', spoke),
    row('two', { ...spoke, convictedBy: ['b'], missedBy: ['a'], falselyBy: ['b'], seconds: null, ok: false }),
  ]);
  assert.equal(lines.slice(1, 5), [
    'defect | a | b | seconds',
    'healthy | · | · | ok',
    'one | must | may | 12.5 | ok',
    'two | MISSED | FALSE | WRONG',
  ]);
  assert.is(
    lines.at(-2),
    '1 of 1 healthy runs acquitted · 1 of 2 defects convicted by what must, and by nothing that may not',
  );
});

test('several seeds are told apart, and what came to no verdict says why', () => {
  const lines = linesOf([
    row('one'),
    row('one', { seed: 2, ok: false, expected: ['a'], missedBy: ['a'], problem: 'k6 is not there' }),
  ]);
  assert.is(lines[3], 'one, seed 2 | MISSED | NO VERDICT');
  assert.ok(lines.includes('one, seed 2: k6 is not there'));
});

test('a law that is undecided shows on the healthy platform alone', () => {
  const undecided = { undecided: ['a'] };
  assert.is(linesOf([row(null, { ...undecided, ok: false })])[2], 'healthy | UNKNOWN | WRONG');
  assert.is(linesOf([row('one', undecided)])[2], 'one | ok');
  assert.ok(linesOf([]).includes('Nothing was proven.'));
});
