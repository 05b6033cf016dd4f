import * as assert from 'uvu/assert';
import type { CriterionResult } from '../../core/verdict.ts';
import { junit } from '../../reports/junit.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { suite } from '../door.ts';
import { hostileNames, sampleInput } from './sample-input.ts';

const test = suite('junit');

function inputWith(...criteria: readonly Partial<CriterionResult>[]): ReportInput {
  const input = sampleInput();
  const fixed = {
    question: '?',
    section: 's',
    weight: 'gate',
    inScope: true,
    evidence: 'measured',
    reason: 'because',
  } as const;
  const lines = criteria.map((line, index) => ({ ...fixed, id: `line-${index}`, status: 'pass' as const, ...line }));
  return { ...input, verdict: { ...input.verdict, criteria: lines } };
}

function caseOf(xml: string, id: string): string {
  const start = xml.indexOf(`name="${id}:`);
  const end = xml.indexOf('\n    <testcase', start);
  return xml.slice(start, end < 0 ? undefined : end);
}

test('one test case a line in scope', () => {
  const input = sampleInput();
  const expected = input.verdict.criteria.filter((line) => line.inScope).length;
  assert.is(junit(input).match(/<testcase /g)?.length, expected);
});

test('a gate that fails is a failure, one that is unknown an error, with the reason', () => {
  const xml = junit(inputWith({ status: 'fail' }, { status: 'unknown' }, {}));
  assert.match(caseOf(xml, 'line-0'), '<failure message="because" type="fail"/>');
  assert.match(caseOf(xml, 'line-1'), '<error message="because" type="unknown"/>');
  assert.match(caseOf(xml, 'line-2'), /^name="line-2: \?"\/>/);
  assert.match(xml, '<testsuites name="ansturm rehearsal: NO-GO" tests="3" failures="1" errors="1" skipped="0">');
});

test('advice turns nothing red, and says how it stands', () => {
  const xml = junit(inputWith({ status: 'fail', weight: 'advice' }, { status: 'not-applicable', weight: 'advice' }));
  assert.match(caseOf(xml, 'line-0'), '<skipped message="advice, fail: because"/>');
  assert.match(caseOf(xml, 'line-1'), '<skipped message="advice, not-applicable: because"/>');
  assert.match(xml, 'failures="0" errors="0" skipped="2"');
});

test('a gate that does not apply has not passed, since the campaign has not either', () => {
  assert.match(junit(inputWith({ status: 'not-applicable' })), '<error message="because" type="not-applicable"/>');
});

test('a gate that fails outside the scope is not hidden', () => {
  const xml = junit(inputWith({ status: 'fail', inScope: false }, { status: 'unknown', inScope: false }));
  assert.is(xml.match(/<testcase /g)?.length, 1);
  assert.match(xml, '<failure');
});

test('hostile text is text, without control characters', () => {
  const xml = junit(inputWith(...hostileNames.map((reason) => ({ status: 'fail' as const, reason }))));
  assert.is(xml.match(/<failure message="[^"<>]*" type="fail"\/>/g)?.length, hostileNames.length);
  assert.is(xml.match(/<(?!\/?testcase|\/?testsuite|\/?testsuites|failure|\?xml)/g), null);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot hold them.
  assert.not.match(xml, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffe\uffff]/);
});
