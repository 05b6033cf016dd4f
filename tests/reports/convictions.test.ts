import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import * as assert from 'uvu/assert';
import type { Finding, Witness } from '../../core/finding.ts';
import { firstCase } from '../../reports/first-case.ts';
import { htmlReport } from '../../reports/html/html-report.ts';
import { junit } from '../../reports/junit.ts';
import { summary } from '../../reports/summary.ts';
import { suite } from '../door.ts';
import { raceInput } from './sample-races.ts';

const test = suite('convictions');
const input = raceInput();
const hostile = raceInput({ hostile: true });
const sentence = 'At 07:59:24.450 two customers were told that staff-3 2027-03-02 14:00 is theirs: bookings a1 and b7.';

function findingOf(by: string): Finding {
  return input.verdict.findings.find((finding) => finding.by === by) as Finding;
}

test('the first case is a sentence, with the ids that it names and those of what cannot both be true', () => {
  const ids = ['a1', 'b7', 'op-race-17-0', 'op-race-17-1'];
  assert.equal(firstCase(findingOf('double-booking')), { sentence, ids });
  assert.is(firstCase(findingOf('session-guarantees')), undefined);
  const { witness, ...rest } = findingOf('double-booking');
  const { scenes: _, ...plain } = witness as Witness;
  assert.is(firstCase({ ...rest, witness: plain })?.sentence, `double hold: ${sentence}`);
});

test('an id is named by a sentence only as a whole word', () => {
  const witness = { ids: ['k-1', 'bk-1', ''], lines: ['taken: bk-1, and bk-12 too'], total: 1 };
  const finding = { by: 'law', validity: 'invalid', examined: 1, summary: '', witness } as const;
  assert.equal(firstCase(finding)?.ids, ['bk-1']);
  assert.equal(firstCase({ ...finding, witness: { ...witness, lines: ['nothing'] } })?.ids, witness.ids);
});

test('summary.md and junit.xml tell it by that sentence, and what to look for', () => {
  const look = 'Look for: a1, b7, op-race-17-0, op-race-17-1';
  const markdown = summary(input);
  const line = markdown.split('\n').find((each) => each.startsWith('- **double-booking**')) ?? '';
  assert.match(line, sentence);
  assert.match(line, look);
  assert.match(markdown, 'Races: 202 rounds of 4 shapes: 141 with real overlap');
  const xml = junit(input);
  assert.match(xml, `<failure message="${sentence} ${look}; 1 cases, must be exactly 0 cases; 1 case" type="fail"/>`);
});

test('an operation is to be found by its trace id, and that is said; other names are not taken for one', () => {
  const trace = 'c8b9e9e7c2cc63bf0000000000000001';
  const bar = {
    id: trace,
    process: 'u',
    label: 'book',
    startMs: 1,
    endMs: 2,
    type: 'ok',
    isContradiction: true,
  } as const;
  const witness = {
    ids: ['bk-7', trace, '0'.repeat(32)],
    lines: ['bk-7'],
    total: 1,
    scenes: [{ sentence, bars: [bar] }],
  };
  const finding = { ...findingOf('double-booking'), witness };
  const verdict = { ...input.verdict, findings: [finding] };
  assert.match(summary({ ...input, verdict }), `Look for: trace ${trace}`);
  assert.match(junit({ ...input, verdict }), `Look for: trace ${trace}`);
  const page = htmlReport({ ...input, verdict });
  const told = page.slice(page.indexOf('These are trace ids'));
  assert.match(told.slice(0, told.indexOf('</p>')), trace);
  assert.not.match(told.slice(0, told.indexOf('</p>')), /bk-7|0{32}/);
});

test('the summary keeps to its lines and its end', () => {
  for (const each of [input, hostile]) {
    const lines = summary(each).trimEnd().split('\n');
    assert.ok(lines.length <= 60, `${lines.length} lines`);
    assert.match(lines.at(-1) ?? '', 'report.html');
  }
});

test('the report draws up to three scenes a law, says what came about, and folds up the lines', () => {
  const page = htmlReport(input);
  const laws = page.slice(page.indexOf('<section id="laws"'), page.indexOf('<section id="races"'));
  assert.is(laws.match(/<figure class="scene">/g)?.length, 4);
  assert.match(laws, '<b>1,204</b> <bdi>pairs of attempts for one place that overlapped</bdi>');
  assert.match(laws, '<b>never</b> <bdi>places that were given back and taken again</bdi>');
  assert.match(laws, '<details><summary>5 cases in all, 2 of them as text</summary>');
  for (const text of [page, htmlReport(hostile)]) assert.not.match(text, /NaN|undefined|Infinity|\[object/);
});

test('the card of what decided it says the sentence', () => {
  const page = htmlReport(input);
  assert.match(page.slice(page.indexOf('id="decided"'), page.indexOf('Also decided')), sentence);
});

test('a verdict with scenes, with what came about and with races keeps to the published schema', () => {
  const schema = JSON.parse(
    readFileSync(new URL('../../criteria/verdict.schema.json', import.meta.url), 'utf8'),
  ) as object;
  const isVerdict = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);
  assert.ok(isVerdict(JSON.parse(JSON.stringify(input.verdict))), JSON.stringify(isVerdict.errors));
  assert.not(isVerdict({ ...input.verdict, races: [{ shape: 'x' }] }));
});
