import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ProviderHeader, ProviderRequest } from '../../core/provider.ts';
import { openProblems } from '../../recording/problems.ts';
import { readProvider } from '../../recording/read-provider.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { openSeenIds } from '../../recording/seen-ids.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from './in-temporary-folder.ts';

const test = suite('read provider');

const headerAt = (offsetMs: number): string =>
  JSON.stringify({ schemaVersion: 1, source: 'calendar', offsetMs, errorMs: 2, seed: 7 });
const header = headerAt(1000);
const line = (number: number, extra: object = {}): string =>
  JSON.stringify({
    ...{ id: `calendar-${number}`, provider: 'calendar', arrivedMs: 5, endedMs: 9.5, method: 'POST' },
    ...{ route: 'POST /entries', path: '/entries', status: 201, ending: 'replied', behaviour: 'healthy' },
    ...{ bodyHash: 'a'.repeat(32), bodyBytes: 90, effect: { action: 'create', item: 'calendar-1', atMs: 9 } },
    ...extra,
  });
const conduct = JSON.stringify({
  ...{ mark: 'conduct', provider: 'calendar', atMs: 1 },
  conduct: { shares: { failing: 0.3 }, slowMs: [500, 5000], retryAfterSeconds: 1 },
});
const stopped = (requests: number): string =>
  JSON.stringify({ mark: 'stopped', provider: 'calendar', atMs: 20, requests });

/** Reads a journal with these lines and says what was handed on and what was wrong. */
async function reading(...lines: readonly string[]) {
  return inTemporaryFolder(async (path) => {
    const folder = runFolder(path);
    mkdirSync(folder.providers);
    if (lines.length > 0) writeFileSync(join(folder.providers, 'calendar.ndjson'), lines.join('\n'));
    const requests: ProviderRequest[] = [];
    const marks: string[] = [];
    const offsets: number[] = [];
    const problems = openProblems();
    const taker = {
      started: ({ offsetMs }: ProviderHeader) => void offsets.push(offsetMs),
      request: (request: ProviderRequest) => void requests.push(request),
      mark: (mark: { mark: string; atMs: number }) => void marks.push(`${mark.mark} ${mark.atMs}`),
    };
    const { isWhole } = await readProvider(folder.provider('calendar'), taker, problems, openSeenIds());
    const found = problems.list().map(({ problem, count }) => `${count} ${problem}`);
    return { requests, marks, offsets, isWhole, problems: found, all: problems.list() };
  });
}

test('hands requests and marks on with times on the run’s clock', async () => {
  const { requests, marks, isWhole, problems } = await reading(header, conduct, line(1), stopped(1), '');
  assert.equal(problems, []);
  assert.ok(isWhole);
  assert.equal(marks, ['conduct 1001', 'stopped 1020']);
  assert.equal(
    requests.map(({ id, arrivedMs, endedMs, effect }) => [id, arrivedMs, endedMs, effect?.atMs]),
    [['calendar-1', 1005, 1009.5, 1009]],
  );
});

test('lines may come in any order', async () => {
  const { requests, problems } = await reading(header, line(3), line(1), line(2), stopped(3), '');
  assert.equal(problems, []);
  assert.is(requests.length, 3);
});

test('a torn last line is counted, those before it are read, and the journal is not whole', async () => {
  const { requests, isWhole, problems, all } = await reading(header, line(1), line(2).slice(0, 80));
  assert.is(requests.length, 1);
  assert.equal(problems, ['1 torn']);
  assert.not(isWhole);
  assert.is(all[0]?.file, 'providers/calendar.ndjson');
  assert.match(all[0]?.example ?? '', 'line 3');
});

test('a provider that was killed and started again: two clocks, nothing wrong, not whole', async () => {
  const restarted = await reading(header, line(1), headerAt(5000), line(2), stopped(4), '');
  assert.equal(restarted.problems, []);
  assert.not(restarted.isWhole);
  assert.equal(restarted.offsets, [1000, 5000]);
  assert.equal(
    restarted.requests.map(({ arrivedMs }) => arrivedMs),
    [1005, 5005],
  );
  assert.ok((await reading(header, line(1), stopped(1), headerAt(5000), line(2), stopped(2), '')).isWhole);
});

test('requests that a provider counted and that have no line are missing', async () => {
  assert.equal((await reading(header, line(1), stopped(3), '')).problems, ['2 truncated']);
});

test('damaged lines are counted once and not handed on', async () => {
  const bad = ['what', line(2, { status: 'x' }), line(3, { behaviour: 'lazy' }), line(4, { ending: 'so' }), '{}'];
  const { requests, problems } = await reading(header, line(1), ...bad, stopped(6), '');
  assert.is(requests.length, 1);
  assert.equal(problems, ['5 invalid']);
});

test('repeated, foreign and backward lines are named for what they are', async () => {
  const { requests, problems } = await reading(
    ...[header, line(1), line(1), line(2, { provider: 'messaging' }), line(3, { endedMs: 1 }), stopped(4), ''],
  );
  assert.is(requests.length, 1);
  assert.equal(problems, ['1 backwards', '1 duplicate', '1 foreign']);
});

test('no file, an empty one, no header, another schema: each is named', async () => {
  assert.equal((await reading()).problems, ['1 missing']);
  assert.equal((await reading('')).problems, ['1 truncated']);
  assert.equal((await reading(line(1), '')).problems, ['1 invalid']);
  assert.equal((await reading(header.replace(':1,', ':2,'), line(1), '')).problems, ['2 schema-version']);
  assert.equal((await reading(header.replace('calendar', 'other'), line(1), '')).problems, ['2 foreign']);
});
