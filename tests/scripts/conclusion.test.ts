import { stripVTControlCharacters } from 'node:util';
import * as assert from 'uvu/assert';
import type { CriterionResult, Verdict } from '../../core/verdict.ts';
import { verdictWord } from '../../criteria/verdict-word.ts';
import { conclusion } from '../../scripts/conclusion.ts';
import { suite } from '../door.ts';
import { raceInput } from '../reports/sample-races.ts';

const test = suite('conclusion');

function result(id: string, more: Partial<CriterionResult> = {}): CriterionResult {
  return {
    ...{ id, question: id, section: 'critical blockers', status: 'pass', weight: 'gate', inScope: true },
    evidence: 'measured',
    ...more,
  };
}

function verdict(criteria: readonly CriterionResult[], more: Partial<Verdict> = {}): Verdict {
  const { word } = verdictWord(criteria, { name: 'rehearsal', criteria: [], isSignOff: false });
  return {
    ...{ schemaVersion: 1, verdict: word, sentence: 'all is well.', campaign: 'rehearsal', target: 'reference' },
    ...{ environment: 'embedded', seed: 1, defects: [], judgedAt: '2027-03-01T08:00:00Z', findings: [], recording: [] },
    generator: { status: 'good', offered: 1, started: 1, dropped: 0, finished: 1, lagMsP99: 1 },
    criteria,
    ...more,
  };
}

function linesOf(document: Verdict | null): readonly string[] {
  return stripVTControlCharacters(conclusion(document, 'reports/runs/x')).split('\n');
}

function idsOf(criteria: readonly CriterionResult[]): readonly string[] {
  return linesOf(verdict(criteria)).flatMap(
    (line) => /^ {2}(?:pass|fail|unknown|not-applicable) +(\S+)/.exec(line)?.[1] ?? [],
  );
}

test('it ends with the report and the command that looks closer', () => {
  const lines = linesOf(verdict([result('a')]));
  assert.is(lines[1], 'CLEAR: all is well.');
  assert.is(linesOf(verdict([result('a')], { sentence: 'CLEAR: so it is.' }))[1], 'CLEAR: so it is.');
  assert.ok(lines.includes('Report:       reports/runs/x/report.html'));
  assert.ok(lines.includes('Look closer:  npx ansturm report reports/runs/x'));
});

test('what fails decides before what is unknown, and that before what passes', () => {
  const pass = result('passes', { section: 'success criteria' });
  const unknown = result('open', { status: 'unknown', reason: 'too few samples' });
  const fail = result('fails', { status: 'fail' });
  const advice = result('advice', { status: 'fail', weight: 'advice' });
  const outside = [advice, result('outside', { status: 'fail', inScope: false })];
  assert.equal(idsOf([pass, unknown, fail, ...outside]), ['fails', 'outside'], 'in scope or not: a gate is a gate');
  assert.equal(idsOf([pass, unknown, advice]), ['open']);
  assert.equal(idsOf([pass, result('absent', { status: 'not-applicable' })]), ['absent']);
  assert.equal(idsOf([pass, result('other'), advice]), ['passes']);
});

test('a figure is shown with interval, threshold and unit; a reason where it did not pass', () => {
  const figures = { value: 312.04, interval: [298, 330] as const, operator: '<' as const, threshold: 200, unit: 'ms' };
  const text = linesOf(verdict([result('api-latency', { status: 'fail', reason: 'too slow', ...figures })])).join('\n');
  assert.match(text, '312 ms (298 to 330), demanded < 200 ms · too slow');
});

test('what is infinite is shown as such', () => {
  const shown = (more: Partial<CriterionResult>) =>
    linesOf(verdict([result('api-latency', { status: 'fail', unit: 'ms', ...more })])).join('\n');
  assert.match(shown({ value: null }), '∞ ms');
  assert.match(shown({ value: 190, interval: [150, null] }), '190 ms (150 to ∞)');
});

test('a long list is cut, and says so', () => {
  const many = Array.from({ length: 20 }, (_, index) => result(`c${index}`, { status: 'fail' }));
  assert.is(idsOf(many).length, 12);
  assert.match(linesOf(verdict(many)).join('\n'), '… and 8 more');
});

test('control characters of the platform do not reach the terminal', () => {
  const text = conclusion(verdict([result('a', { status: 'fail', reason: 'evil\u001b]0;title\u0007\u202e' })]), 'x');
  assert.match(text, 'evil�]0;title��');
  assert.not.match(text, '\u001b]');
});

test('a broken law is told by its sentence, with what to grep for', () => {
  const lines = linesOf(raceInput().verdict);
  const at = lines.findIndex((line) => line.startsWith('double-booking: At 07:59:24.450 two customers were told'));
  assert.ok(at > 0);
  assert.is(lines[at + 1], '  grep for:   a1  b7  op-race-17-0  op-race-17-1');
  assert.not.match(lines.join('\n'), 'session-guarantees:');
  const hostile = conclusion(raceInput({ hostile: true }).verdict, 'x');
  assert.not.match(stripVTControlCharacters(hostile), /(?!\n)\p{Cc}|\p{Cf}/u);
  assert.ok(hostile.split('\n').every((line) => line.length < 1_000));
});

test('no verdict is no verdict', () => assert.match(linesOf(null).join('\n'), 'No verdict'));
