import * as assert from 'uvu/assert';
import { htmlReport } from '../../reports/html/html-report.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { suite } from '../door.ts';
import { hostileNames, sampleInput } from './sample-input.ts';

const test = suite('html report');
const plain = htmlReport(sampleInput());
const hostile = htmlReport(sampleInput({ hostile: true }));

const allowedTags = new Set(
  `!doctype html head meta title link style body a header p b span bdi h1 h2 h3 h4 strong dl div dt dd ul ol li nav main
section svg g path circle text polygon polyline rect defs clippath figure figcaption table caption thead tbody tr th td
details summary fieldset legend label input pre code footer br`.split(/\s+/),
);

function tagsOf(page: string): readonly string[] {
  return page.replace(/<style>[\s\S]*?<\/style>/, '').match(/<[a-z!][^>]*>/gi) ?? [];
}

test('the same input gives the same bytes, whatever was drawn before', () => {
  assert.ok(htmlReport(sampleInput()) === plain);
  assert.ok(htmlReport(sampleInput({ seed: 3 })) !== plain);
});

test('only the time of judging differs when a run is judged again', () => {
  const input = sampleInput();
  const later = { ...input, verdict: { ...input.verdict, judgedAt: '2027-03-02T11:11:11.000Z' } };
  const lines = plain.split('\n');
  const others = htmlReport(later)
    .split('\n')
    .filter((line, index) => line !== lines[index]);
  assert.is(others.length, 1);
  assert.match(others[0] ?? '', '2027-03-02T11:11:11.000Z');
});

test('the first screen says the word, the sentence and that it permits nothing', () => {
  const page = plain;
  const hero = page.slice(page.indexOf('<header'), page.indexOf('</header>'));
  assert.match(hero, '<span>NO-GO</span></h1>');
  assert.match(hero, 'bookings were stored although callers were told that they failed');
  assert.match(hero, 'Not a permission to launch: 21 of 30 lines are outside this campaign');
  assert.match(hero, 'planted defects: <b>error-after-commit</b>');
});

test('what decided it are the gates that fail, with figure, interval and threshold', () => {
  const page = plain;
  const decisive = page.slice(page.indexOf('id="decided"'), page.indexOf('Also decided'));
  assert.equal(
    [...decisive.matchAll(/<span class="id">([\w-]+)/g)].map((match) => match[1]),
    ['error-rate', 'accounting'],
  );
  assert.match(decisive, 'aria-label="error-rate: 0.22 %, interval 0.16 to 0.30 %, must be below 0.1 %"');
});

test('unknown lines in scope say why', () => {
  const page = plain;
  const unknown = page.slice(page.indexOf('id="unknown"'), page.indexOf('id="latency"'));
  assert.match(unknown, '2,995 probes in a row');
  assert.match(unknown, 'query-optimisation');
});

test('the checklist leaves no line out', () => {
  const { verdict } = sampleInput();
  const page = plain;
  const list = page.slice(page.indexOf('id="checklist"'), page.indexOf('id="generator"'));
  for (const line of verdict.criteria) assert.match(list, `<b class="id">${line.id}</b>`);
  assert.is(list.match(/<li class="line /g)?.length, verdict.criteria.length);
});

test('every link and every clip path leads somewhere, and no id is used twice', () => {
  const page = plain;
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1] ?? '');
  assert.is(new Set(ids).size, ids.length);
  const targets = [...page.matchAll(/href="#([^"]+)"|url\(#([^)]+)\)/g)].map((match) => match[1] ?? match[2] ?? '');
  assert.ok(targets.length > 20);
  for (const target of targets) assert.ok(ids.includes(target), target);
});

test('it is closed to the network and to scripts', () => {
  const page = plain;
  assert.match(page, 'default-src &#39;none&#39;');
  for (const tag of tagsOf(page)) assert.not.match(tag, /\s(on\w+|src|srcset|xlink:href)=/i);
  assert.not.match(page.replace(/http:\/\/127\.0\.0\.1:\d+/g, ''), /https?:\/\//);
});

test('colours are custom properties, so that one drawing serves light and dark', () => {
  const page = plain;
  const drawings = page.match(/<svg[\s\S]*?<\/svg>/g) ?? [];
  assert.ok(drawings.length > 20);
  for (const drawing of drawings)
    assert.not.match(drawing.replace(/<clipPath[\s\S]*?<\/clipPath>/g, ''), /(fill|stroke)="(#|rgb)/);
});

test('hostile names are text wherever they come', () => {
  const page = hostile;
  for (const tag of tagsOf(page)) {
    const name = /^<([a-z!]+[1-6]?)/i.exec(tag)?.[1]?.toLowerCase() ?? '';
    assert.ok(allowedTags.has(name), tag.slice(0, 80));
  }
  assert.is(page.match(/<\/style>/g)?.length, 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: none of these may be left.
  assert.not.match(page, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  assert.match(page, '&lt;script&gt;alert(1)&lt;/script&gt;');
  assert.match(page, '(cut: 10,000 characters in all)');
});

test('every line of a witness is shown, however long the others are', () => {
  const page = hostile;
  const evidence = page.slice(page.indexOf('class="witness"'), page.indexOf('</pre>', page.indexOf('class="witness"')));
  assert.match(evidence, 'i-0418-web');
  assert.match(evidence, 'javascript:alert(4) &amp;lt;b&amp;gt;');
  assert.is(evidence.trimEnd().split('\n').length, 3 + hostileNames.length);
});

test('what was perhaps sent twice is said in a sentence, and only where it happened', () => {
  const input = sampleInput();
  const withResends = (resendsSuspected: number): string =>
    htmlReport({
      ...input,
      verdict: { ...input.verdict, generator: { ...input.verdict.generator, resendsSuspected } },
    });
  assert.match(withResends(1), '1 request was perhaps sent twice: k6 repeats a request in silence');
  for (const page of [plain, withResends(0)]) assert.not.match(page, 'sent twice');
});

test('what the platform offers is shown, and what was therefore not tested', () => {
  const section = (page: string): string => page.slice(page.indexOf('id="offers"'), page.indexOf('id="generator"'));
  assert.match(section(plain), 'What it does not declare was not tested.');
  assert.match(section(plain), '<code>find-slots</code>');
  const [declared = '', not = ''] = section(plain).split('<dt>not declared</dt>');
  assert.match(declared, 'idempotency keys');
  assert.match(not, 'more than one seat');
  assert.not.match(not, 'idempotency keys');
  assert.match(section(hostile), '&lt;script&gt;alert(1)&lt;/script&gt;');
  const { offers: _, ...run } = sampleInput().run;
  assert.not.match(htmlReport({ ...sampleInput(), run }), 'id="offers"');
});

test('an hour stays small', () => {
  const page = htmlReport(sampleInput({ seconds: 3600, hostile: true }));
  assert.ok(Buffer.byteLength(page) < 3_000_000, `${Buffer.byteLength(page)} bytes`);
  assert.match(page, 'Each point is the worst of 7 seconds');
});

test('a run that recorded nothing is told as such', () => {
  const page = htmlReport(emptyInput());
  assert.match(page, 'INCOMPLETE');
  assert.match(page, 'No law was checked');
  assert.not.match(page, /NaN|undefined|Infinity|null/);
});

test('no figure is left in the shape of the language', () => {
  for (const page of [plain, hostile]) assert.not.match(page, /NaN|undefined|Infinity|\[object/);
});

/** A run that was interrupted before its first request. */
function emptyInput(): ReportInput {
  const input = sampleInput();
  const nothing = { p50: null, p90: null, p95: null, p99: null, p999: null, max: null };
  return {
    ...input,
    verdict: {
      ...input.verdict,
      verdict: 'INCOMPLETE',
      sentence: 'Nothing was measured.',
      criteria: input.verdict.criteria.map(({ id, question, section, weight, inScope, evidence }) => {
        return { id, question, section, weight, inScope, evidence, status: 'unknown', reason: 'not measured' };
      }),
      findings: [],
      recording: [],
      generator: { status: 'unknown', offered: 0, started: 0, dropped: 0, finished: 0, lagMsP99: null },
    },
    series: {
      loads: [],
      latency: { edgesMs: [], counts: [], failed: 0, total: 0, quantilesMs: nothing },
      routes: [],
      probes: { fromMs: 0, length: 0, answered: [], failed: [] },
      resources: { processes: [], machine: null, database: null },
      storms: [],
      capacity: [],
    },
    timeline: [{ event: 'interrupted', atMs: 0 }],
  };
}

test('headings go down one level at a time', () => {
  const levels = [...plain.matchAll(/<h([1-6])[ >]/g)].map((match) => Number(match[1]));
  assert.is(levels[0], 1);
  assert.is(levels.filter((level) => level === 1).length, 1);
  for (const [index, level] of levels.entries())
    assert.ok(level - (levels[index - 1] ?? 0) <= 1, `h${level} at ${index}`);
});
