import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { startK6 } from '../../campaigns/k6-process.ts';
import type { LoadInput } from '../../core/load-input.ts';
import type { Mark, Operation } from '../../core/operation.ts';
import type { Plan } from '../../core/plan.ts';
import { type Contender, isContend, type Place, type Round } from '../../core/round.ts';
import { openRaceRecord } from '../../criteria/folds/race-record.ts';
import { findTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from './toy-platform.ts';

const test = suite('k6 races');

const slot = { resource: 'staff-1', start: '2027-03-01T10:00:00Z', end: '2027-03-01T10:30:00Z' };
const place: Place = { tenant: 't', branch: 'b', service: 's', slot };

function roundOf(number: number, shape: string, lanes: readonly number[], process: string): Round {
  const meetMs = 1_500 + number * 300;
  const contenders = lanes.map((lane, index): Contender => {
    return { lane, role: 'book', customer: `c${index}`, offsetMs: 0 };
  });
  const factors = { entry: 'voice', process };
  return { number, shape, factors, fromMs: 500, meetMs, toMs: meetMs + 2_000, places: [place], contenders };
}

const rounds = [
  roundOf(0, 'n-for-one-slot', [0, 1, 2, 3], 'spread'),
  roundOf(1, 'several-entries', [4, 5, 6], 'same'),
  roundOf(2, 'one-after-the-other', [7, 7, 7], 'spread'),
];
const plan: Plan = {
  ...{ name: 'booking-race', users: 0, requestsPerSecond: 0, arrivals: [], feeds: [], rounds, lanes: 8 },
  phases: [{ name: 'races', fromMs: 0, toMs: 5_000, measured: true }],
  ...{ gracePeriodMs: 5_000, requestTimeoutMs: 1_000 },
};

/** Plays the plan with a real k6, and reads what it wrote. */
async function play(baseUrls: readonly string[]) {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const demandFile = join(folder, 'demand.json');
  await writeFile(demandFile, '{}');
  const input: LoadInput = {
    ...{ plan, baseUrls, demandFile, anchorDay: '2026-11-22', seed: 1, runId: '0000abcd' },
    targetFile: resolve(import.meta.dirname, 'toy-target.ts'),
    ...{ originMs: Date.now(), isRecorded: true, firstRow: 0 },
  };
  const historyFile = join(folder, 'history.ndjson');
  const entry = resolve(import.meta.dirname, '../../scenarios/booking-race.ts');
  const options = { k6: await findTool('k6'), entry, input, historyFile, secrets: { 'toy-key': 'canary' } };
  const k6 = await startK6({ ...options, logFile: join(folder, 'k6.log') });
  const end = await k6.ended;
  const text = await readFile(historyFile, 'utf8');
  await rm(folder, { recursive: true });
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation | Mark);
  const operations = lines.filter((line): line is Operation => !('mark' in line));
  return { end, operations, marks: lines.filter((line): line is Mark => 'mark' in line) };
}

test('contenders meet at the barrier, warm and spread or together as planned; every lane tells its end', async () => {
  const platforms = await Promise.all([1, 2].map(() => startToyPlatform(() => ({ status: 200, body: '{}' }))));
  const { end, operations, marks } = await play(platforms.map(({ baseUrl }) => baseUrl));
  await Promise.all(platforms.map((platform) => platform.stop()));
  assert.is(end.exitCode, 0, end.lastError);
  assert.is(end.completed, 8);
  assert.is(marks.filter(({ mark }) => mark === 'lane-ended').length, 8);
  const started = marks.filter(({ mark }) => mark === 'load-started');
  assert.is(started.length, 1);
  const contends = operations.filter(isContend);
  assert.is(contends.length, 10);
  for (const { type, startMs, value } of contends) {
    assert.is(type, 'ok');
    const due = (started[0]?.atMs ?? 0) + (rounds[value.asked.round]?.meetMs ?? 0);
    assert.ok(startMs >= due - 1, 'nobody before the meeting');
  }
  assert.is(new Set(operations.map(({ id }) => id)).size, operations.length);
  const record = openRaceRecord(plan);
  for (const each of contends) record.take(each);
  for (const { played, planned } of record.summaries()) assert.is(played, planned);

  const requestsOf = (path: string): readonly number[] =>
    platforms.map(({ requests }) => requests.filter((each) => each.path === path).length);
  const [first = 0, second = 0] = requestsOf('/book');
  assert.is(first + second, operations.filter(({ verb }) => verb === 'book').length);
  // The one process that one round stays on is its number's; the others are spread.
  assert.ok(second > first && first > 0, `${first} and ${second}`);
});

test('contenders who share a lane come one after the other when they wait for each other', async () => {
  const platform = await startToyPlatform(() => ({ status: 200, body: '{}' }));
  const { operations } = await play([platform.baseUrl]);
  await platform.stop();
  const contends = operations.filter(isContend).filter(({ value }) => value.asked.shape === 'one-after-the-other');
  const inTime = contends.sort((a, b) => a.value.asked.contender - b.value.asked.contender);
  for (const [index, { endMs }] of inTime.entries()) {
    const next = inTime[index + 1];
    if (next !== undefined) assert.ok(next.startMs >= endMs - 1, `${next.startMs} before ${endMs}`);
  }
  assert.is(new Set(contends.map(({ process }) => process)).size, 3, 'users of their own');
});
