import * as assert from 'uvu/assert';
import type { CriterionResult, Verdict, VerdictWord } from '../../core/verdict.ts';
import { bareSentence, scopeWords, standing } from '../../reports/standing.ts';
import { suite } from '../door.ts';
import { sampleInput } from './sample-input.ts';

const test = suite('standing');

function verdictOf(
  verdict: VerdictWord,
  lines: readonly Partial<CriterionResult>[],
  more: Partial<Verdict> = {},
): Verdict {
  const fixed = { question: '?', section: 's', weight: 'gate', inScope: true, evidence: 'measured' } as const;
  const criteria = lines.map((line, index) => ({ ...fixed, id: String(index), status: 'pass' as const, ...line }));
  return { ...sampleInput({ seconds: 12 }).verdict, verdict, criteria, ...more };
}

const mixed: readonly Partial<CriterionResult>[] = [
  { id: 'pass' },
  { id: 'fail', status: 'fail' },
  { id: 'fail-outside', status: 'fail', inScope: false },
  { id: 'advice-fails', status: 'fail', weight: 'advice' },
  { id: 'unknown-advice', status: 'unknown', weight: 'advice' },
  { id: 'unknown', status: 'unknown' },
  { id: 'not-applicable', status: 'not-applicable' },
  { id: 'unknown-outside', status: 'unknown', inScope: false },
];

function ids(lines: readonly CriterionResult[]): readonly string[] {
  return lines.map(({ id }) => id);
}

test('a NO-GO was decided by every gate that fails, in scope or not', () => {
  const { decisive, alsoDecided } = standing(verdictOf('NO-GO', mixed));
  assert.equal(ids(decisive), ['fail', 'fail-outside']);
  assert.equal(ids(alsoDecided), ['pass', 'advice-fails']);
});

test('an INCOMPLETE was decided by the gates in scope that have not passed', () => {
  const { decisive, unknown, outside, total } = standing(verdictOf('INCOMPLETE', mixed.toSpliced(1, 3)));
  assert.equal(ids(decisive), ['unknown', 'not-applicable']);
  assert.equal(ids(unknown), ['unknown', 'not-applicable', 'unknown-advice']);
  assert.equal([outside, total], [1, 5]);
});

test('a CLEAR was decided by the gates in scope', () => {
  assert.equal(ids(standing(verdictOf('CLEAR', [{ id: 'a' }, { id: 'b', weight: 'advice' }])).decisive), ['a']);
});

test('only a sign-off over the whole list is told without a reservation', () => {
  assert.is(
    scopeWords(verdictOf('CLEAR', mixed)),
    'Not a permission to launch: 2 of 8 lines are outside this campaign.',
  );
  assert.is(
    scopeWords(verdictOf('GO', [{}, {}], { campaign: 'sign-off' })),
    'All 2 lines are in this campaign’s scope.',
  );
});

test('the sentence repeats neither the word nor the scope, and loses nothing else', () => {
  const sentence =
    'CLEAR: all 9 gates of this campaign pass; not a permission to launch: 2 of 8 lines are outside this campaign.';
  assert.is(bareSentence(verdictOf('CLEAR', mixed, { sentence })), 'All 9 gates of this campaign pass.');
  assert.is(bareSentence(verdictOf('NO-GO', mixed, { sentence: 'NO-GO: a gate fails: fail.' })), 'A gate fails: fail.');
  assert.is(bareSentence(verdictOf('NO-GO', mixed, { sentence: 'Other words.' })), 'Other words.');
});
