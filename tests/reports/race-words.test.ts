import * as assert from 'uvu/assert';
import type { Finding, Validity } from '../../core/finding.ts';
import type { RaceSummary } from '../../core/race-summary.ts';
import { htmlReport } from '../../reports/html/html-report.ts';
import { cleanliness, racesInWords, worthInWords } from '../../reports/race-words.ts';
import type { ReportInput } from '../../reports/report-input.ts';
import { suite } from '../door.ts';
import { sampleInput } from './sample-input.ts';
import { raceInput, sampleRaceSummaries } from './sample-races.ts';

const test = suite('race words');
const [slot, , empty, control] = sampleRaceSummaries as readonly [RaceSummary, RaceSummary, RaceSummary, RaceSummary];

function withOverlaps(rounds: number): RaceSummary {
  return { ...slot, planned: rounds, played: rounds, overlapped: rounds, worth: 1 - 0.05 ** (1 / rounds) };
}

function cleanOf(...validities: readonly Validity[]): string {
  const findings = validities.map((validity): Finding => ({ by: 'law', validity, examined: 1, summary: '' }));
  return cleanliness({ ...sampleInput().verdict, findings });
}

test('a hundred rounds say no more than 3 percent, and no share is rounded in favour', () => {
  const said = 'a defect that shows in 3\u00a0% of rounds or more would have been found with 95\u00a0% confidence.';
  assert.is(worthInWords(slot, 'clean'), `100 rounds with overlap and none went wrong: ${said}`);
  for (const [rounds, share] of [
    [1, '95'],
    [2, '78'],
    [58, '6'],
    [1_000, '0.3'],
    [10_000, '0.03'],
  ] as const)
    assert.match(worthInWords(withOverlaps(rounds), 'clean'), `shows in ${share}\u00a0% of`);
});

test('nothing is claimed where laws are broken, could not judge, or no round counts', () => {
  for (const clean of ['broken', 'unjudged'] as const) assert.not.match(worthInWords(slot, clean), /confidence/);
  assert.not.match(worthInWords(slot, 'partly'), 'none went wrong');
  assert.is(worthInWords(empty, 'clean'), 'No round of it counts, so nothing is known.');
  assert.is(worthInWords({ ...empty, played: 0 }, 'clean'), 'No round was played, so nothing is known.');
  assert.match(worthInWords(control, 'clean'), 'the control');
});

test('a run is clean only where laws judged, all of them, and none is broken', () => {
  assert.is(cleanOf('valid', 'not-applicable'), 'clean');
  assert.is(cleanOf('valid', 'unknown'), 'partly');
  assert.is(cleanOf('valid', 'unknown', 'invalid'), 'broken');
  assert.is(cleanOf('unknown', 'not-applicable'), 'unjudged');
  assert.is(cleanOf(), 'unjudged');
});

test('all rounds are accounted for in one sentence', () => {
  const words =
    '202 rounds of 4 shapes: 141 with real overlap, 12 one after the other as the control; ' +
    '40 void without overlap, 7 throttled, 2 not played to the end.';
  assert.is(racesInWords(sampleRaceSummaries), words);
  assert.is(racesInWords([]), undefined);
});

test('the report has a row a shape, says what is void, throttled and skipped, and why', () => {
  const races = section(raceInput({ isClean: true }));
  assert.is(races.match(/<tbody>[\s\S]*<\/tbody>/)?.[0].match(/<tr>/g)?.length, 4);
  const row = races.slice(races.indexOf('cancel-book'), races.indexOf('two-moves'));
  const cells = [...row.matchAll(/<td class="figure">([^<]*)<\/td>/g)].map(([, text]) => text);
  assert.equal(cells, ['58 of 60', '41', '10', '7', '47', '3.42 ms', '110', '4,071', '2']);
  assert.match(races, '100 rounds with overlap and none went wrong');
  assert.match(races, '<code>group-seats</code>: <bdi>the target has no capacity</bdi>');
  assert.match(section(raceInput()), 'Laws are broken in this run, so no clean result is claimed.');
});

test('races that left no record are told as such; without races there is no section', () => {
  const input = raceInput();
  const { races: _, ...verdict } = input.verdict;
  assert.match(section({ ...input, verdict }), 'no contender of any round left a record');
  assert.not.match(htmlReport(sampleInput()), 'id="races"');
});

function section(input: ReportInput): string {
  const page = htmlReport(input);
  return page.slice(page.indexOf('<section id="races"'), page.indexOf('<section id="storm"'));
}
