import * as assert from 'uvu/assert';
import type { CriterionResult } from '../../core/verdict.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { summary } from '../../reports/summary.ts';
import { suite } from '../door.ts';
import { capacityFound } from './capacity-found.ts';
import { hostileNames, sampleInput } from './sample-input.ts';

const test = suite('summary');

/** More of everything than fits. */
function crowded(): ReportInput {
  const input = sampleInput({ hostile: true });
  const statuses = ['fail', 'unknown', 'pass'] as const;
  const criteria = Array.from({ length: 150 }, (_, index): CriterionResult => {
    const reason = hostileNames[index % hostileNames.length] ?? '';
    const fixed = {
      question: reason,
      section: 's',
      weight: 'gate',
      inScope: true,
      evidence: 'measured',
      reason,
    } as const;
    return { ...fixed, id: `line-${index}`, status: statuses[index % 3] ?? 'pass' };
  });
  const findings = Array.from({ length: 30 }, (_, index) => ({ ...input.verdict.findings[0], by: `law-${index}` }));
  return { ...input, verdict: { ...input.verdict, criteria, findings } } as ReportInput;
}

test('it fits a step summary, however much there is to say', () => {
  const full = crowded();
  for (const input of [sampleInput(), full, { ...full, timeline: [...full.timeline, capacityFound] }]) {
    const lines = summary(input).trimEnd().split('\n');
    assert.ok(lines.length <= 60, `${lines.length} lines`);
    assert.match(lines.at(-1) ?? '', 'report.html');
  }
});

test('it says the verdict, what it does not permit, what decided it and what is unknown', () => {
  const text = summary(sampleInput());
  assert.match(text, '# ❌ NO-GO: rehearsal of stack');
  assert.match(text, 'Not a permission to launch: 21 of 30 lines');
  assert.match(text, '| ❌ fail | error-rate | 0.22 % | 0.16 to 0.30 % | below 0.1 % |');
  assert.match(text, '- **uptime**: too few samples');
  assert.match(text, '    npx ansturm run rehearsal --defects error-after-commit --seed 20270301');
});

test('hostile text makes no tag, no link, no row and no line of its own', () => {
  for (const line of summary(crowded()).split('\n')) {
    if (line.startsWith('    ')) continue;
    assert.not.match(line, /<|(^|[^\\])\]\(|https?:\/\/|(^|[^\\])`/);
    if (line.startsWith('|') && !line.startsWith('|---')) assert.is(line.match(/(^|[^\\])\|/g)?.length, 6, line);
  }
});

test('what was perhaps sent twice is said in a sentence, and only where it happened', () => {
  const input = sampleInput();
  const withResends = (resendsSuspected: number) =>
    summary({ ...input, verdict: { ...input.verdict, generator: { ...input.verdict.generator, resendsSuspected } } });
  assert.match(withResends(3), '3 requests were perhaps sent twice: k6 repeats a request in silence');
  assert.not.match(withResends(0), 'sent twice');
  assert.not.match(summary(input), 'sent twice');
});

test('a figure without end is shown as such', () => {
  const input = sampleInput();
  const criteria = input.verdict.criteria.map((line) =>
    line.id === 'error-rate' ? { ...line, value: null, interval: [0.16, null] as const } : line,
  );
  assert.match(summary({ ...input, verdict: { ...input.verdict, criteria } }), /\| ∞ \| [\d.]+ % to no upper bound \|/);
});

test('nothing is escaped twice', () => {
  const input = sampleInput();
  const criteria = input.verdict.criteria.map((line) => ({ ...line, reason: 'a <b> | c' }));
  const text = summary({ ...input, verdict: { ...input.verdict, criteria } });
  assert.match(text, String.raw`| accounting | a &lt;b&gt; \| c |`);
  assert.match(text, String.raw`- **uptime**: a &lt;b&gt; \| c`);
});
