import * as assert from 'uvu/assert';
import type { CriterionResult, CriterionStatus, VerdictWord, Weight } from '../../core/verdict.ts';
import { decide, finite, inWords, spanInWords } from '../../criteria/judgement.ts';
import { gatedByLoad } from '../../criteria/lines/gated-by-load.ts';
import { verdictWord } from '../../criteria/verdict-word.ts';
import { suite } from '../door.ts';

const test = suite('verdict word');

type Short = readonly [status: CriterionStatus, isInScope?: boolean, weight?: Weight];

function word(lines: readonly Short[], isSignOff = false): VerdictWord {
  const criteria = lines.map(
    ([status, inScope = true, weight = 'gate'], index): CriterionResult => ({
      ...{ id: `line-${index}`, question: '?', section: 'laws', evidence: 'measured' },
      ...{ status, inScope, weight },
    }),
  );
  const { word: said, sentence } = verdictWord(criteria, { name: 'x', criteria: [], isSignOff });
  assert.ok(sentence.startsWith(`${said}: `), sentence);
  return said;
}

const rules: readonly (readonly [string, readonly Short[], VerdictWord])[] = [
  ['every gate in scope passes', [['pass'], ['pass']], 'CLEAR'],
  ['what is outside the scope may be unknown', [['pass'], ['unknown', false]], 'CLEAR'],
  ['a gate in scope is unknown', [['pass'], ['unknown']], 'INCOMPLETE'],
  ['a gate in scope is not applicable, which is no pass', [['pass'], ['not-applicable']], 'INCOMPLETE'],
  ['a gate in scope fails', [['pass'], ['fail'], ['unknown']], 'NO-GO'],
  ['a gate outside the scope fails', [['pass'], ['fail', false]], 'NO-GO'],
  ['advice neither stops nor permits', [['pass'], ['fail', true, 'advice'], ['unknown', true, 'advice']], 'CLEAR'],
  [
    'a scope without gates decides nothing',
    [
      ['pass', true, 'advice'],
      ['pass', false],
    ],
    'INCOMPLETE',
  ],
];
for (const [sentence, lines, expected] of rules) {
  test(sentence, () => assert.is(word(lines), expected));
}

test('only a sign-off says GO', () => {
  assert.is(word([['pass'], ['pass']], true), 'GO');
  assert.is(word([['pass'], ['unknown']], true), 'INCOMPLETE');
});

test('a figure passes by its worse bound and fails by its better one', () => {
  const figures = { value: 5, threshold: 10 } as const;
  const by = (operator: '<' | '<=' | '>' | '>=', interval: readonly [number, number]) =>
    decide({ ...figures, operator, interval }).status;
  assert.equal([by('<', [1, 9]), by('<', [1, 10]), by('<', [10, 12])], ['pass', 'unknown', 'fail']);
  assert.equal([by('<=', [1, 10]), by('<=', [1, 11]), by('<=', [11, 12])], ['pass', 'unknown', 'fail']);
  assert.equal([by('>', [11, 12]), by('>', [10, 12]), by('>', [1, 10])], ['pass', 'unknown', 'fail']);
  assert.equal([by('>=', [10, 12]), by('>=', [9, 12]), by('>=', [1, 9])], ['pass', 'unknown', 'fail']);
});

test('a pass needs the load, a fail a generator that was not late', () => {
  const generator = (status: 'good' | 'short' | 'saturated' | 'unknown') => ({
    ...{ status, offered: 1, started: 1, dropped: 0, finished: 1, lagMsP99: 1 },
  });
  const gated = (status: 'pass' | 'fail', load: 'good' | 'short' | 'saturated' | 'unknown', isExplained: boolean) =>
    gatedByLoad({ status }, generator(load), isExplained).status;
  assert.equal(
    (['good', 'short', 'saturated', 'unknown'] as const).map((load) => gated('pass', load, true)),
    ['pass', 'unknown', 'pass', 'unknown'],
  );
  assert.equal(
    (['good', 'short', 'saturated', 'unknown'] as const).map((load) => gated('fail', load, true)),
    ['fail', 'fail', 'unknown', 'fail'],
  );
  assert.is(gated('fail', 'saturated', false), 'fail');
});

test('figures in words', () => {
  assert.equal([inWords(1234567.891, 1), inWords(-1234), inWords(0)], ['1,234,567.9', '-1,234', '0']);
  assert.equal([spanInWords(40_000), spanInWords(3_000_000), spanInWords(3 * 3_600_000)], ['40 s', '50 min', '3 h']);
  assert.equal([finite(Number.POSITIVE_INFINITY), finite(Number.NEGATIVE_INFINITY), finite(-1)], [null, null, -1]);
});
