import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Mark, Operation } from '../../core/operation.ts';
import { compress } from '../../recording/compress.ts';
import { openProblems } from '../../recording/problems.ts';
import { readHistory } from '../../recording/read-history.ts';
import { openSeenIds } from '../../recording/seen-ids.ts';
import { suite } from '../door.ts';
import { inTemporaryFolder } from './in-temporary-folder.ts';

const test = suite('read history');

const header = JSON.stringify({ schemaVersion: 1, source: 'day', offsetMs: 1000, errorMs: 1 });
const line = (id: string, extra: object = {}): string =>
  JSON.stringify({
    ...{ id, intent: id, process: 'u-1', verb: 'find-slots', keys: [], startMs: 5, endMs: 9, intendedMs: 4 },
    ...{ type: 'ok', requests: [{ route: 'GET /', startMs: 5, endMs: 9, status: 200 }], value: {}, ...extra },
  });

/** Reads a history with this content and says what was handed on and what was wrong. */
async function reading(content: string | Buffer | undefined, isCompressed = false) {
  return inTemporaryFolder(async (folder) => {
    const path = join(folder, 'day.ndjson');
    if (content !== undefined) writeFileSync(isCompressed ? `${path}.zst` : path, content);
    const operations: Operation[] = [];
    const marks: Mark[] = [];
    const problems = openProblems();
    const taker = {
      source: () => undefined,
      operation: (operation: Operation) => void operations.push(operation),
      mark: (mark: Mark) => void marks.push(mark),
    };
    await readHistory(path, taker, problems, openSeenIds());
    return {
      operations,
      marks,
      problems: problems.list().map(({ problem, count }) => `${count} ${problem}`),
      all: problems.list(),
    };
  });
}

test('hands operations and marks on with times on the run’s clock', async () => {
  const { operations, marks, problems } = await reading(
    `${header}\n${JSON.stringify({ mark: 'load-started', atMs: 2 })}\n${line('a')}\n${line('b')}\n`,
  );
  assert.equal(problems, []);
  assert.equal(marks, [{ mark: 'load-started', atMs: 1002 }]);
  assert.equal(
    operations.map(({ id, startMs, endMs, intendedMs, requests }) => [
      id,
      startMs,
      endMs,
      intendedMs,
      requests[0]?.endMs,
    ]),
    [
      ['a', 1005, 1009, 1004, 1009],
      ['b', 1005, 1009, 1004, 1009],
    ],
  );
});

test('reads what is compressed like what is not, across the borders of chunks', async () => {
  const ids = Array.from({ length: 20_000 }, (_, n) => `id-ü-${n}`);
  const text = `${[header, ...ids.map((id) => line(id))].join('\n')}\n`;
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'day.ndjson');
    writeFileSync(path, text);
    assert.is(await compress(path), undefined);
    const { operations, problems } = await reading(readFileSync(`${path}.zst`), true);
    assert.equal(problems, []);
    assert.equal(
      operations.map(({ id }) => id),
      ids,
    );
  });
});

test('a file that is not there is named', async () => {
  assert.equal((await reading(undefined)).problems, ['1 missing']);
});

test('an empty file is cut short, not a history without operations', async () => {
  assert.equal((await reading('')).problems, ['1 truncated']);
});

test('a torn last line is counted, and those before it are read', async () => {
  const { operations, problems, all } = await reading(`${header}\n${line('a')}\n${line('b').slice(0, 40)}`);
  assert.is(operations.length, 1);
  assert.equal(problems, ['1 torn']);
  assert.is(all[0]?.file, 'history/day.ndjson');
  assert.match(all[0]?.example ?? '', 'line 3');
});

test('a whole last line without its newline is read', async () => {
  const { operations, problems } = await reading(`${header}\n${line('a')}`);
  assert.is(operations.length, 1);
  assert.equal(problems, []);
});

test('lines that are no JSON or no operation are counted and not handed on', async () => {
  const { operations, problems } = await reading(
    `${header}\nwhat\n${line('a')}\n${line('b', { startMs: 'late' })}\n{"x":1}\nnull\n`,
  );
  assert.is(operations.length, 1);
  assert.equal(problems, ['4 invalid']);
});

test('an id that was there before is counted and not handed on', async () => {
  const { operations, problems } = await reading(`${header}\n${line('a')}\n${line('a')}\n${line('b')}\n`);
  assert.is(operations.length, 2);
  assert.equal(problems, ['1 duplicate']);
});

test('the history of another source is foreign, line by line', async () => {
  const { operations, problems } = await reading(`${header.replace('day', 'night')}\n${line('a')}\n${line('b')}\n`);
  assert.is(operations.length, 0);
  assert.equal(problems, ['3 foreign']);
});

test('lines of another run behind our own are foreign', async () => {
  const { operations, problems } = await reading(
    `${header}\n${line('a')}\n${header.replace('day', 'night')}\n${line('b')}\n`,
  );
  assert.is(operations.length, 1);
  assert.equal(problems, ['2 foreign']);
});

test('another schema version is named, and nothing of it is used', async () => {
  const { operations, problems } = await reading(`${header.replace(':1,', ':2,')}\n${line('a')}\n`);
  assert.is(operations.length, 0);
  assert.equal(problems, ['2 schema-version']);
});

test('operations without a header have no clock, so they are not handed on', async () => {
  const { operations, problems } = await reading(`${line('a')}\n${line('b')}\n`);
  assert.is(operations.length, 0);
  assert.equal(problems, ['2 invalid']);
});

test('a line of 10 MB is named, and those around it are read', async () => {
  const { operations, problems, all } = await reading(
    `${header}\n${line('a')}\n${line('x', { value: { asked: { text: 'x'.repeat(10 << 20) } } })}\n${line('b')}\n`,
  );
  assert.equal(
    operations.map(({ id }) => id),
    ['a', 'b'],
  );
  assert.equal(problems, ['1 invalid']);
  assert.match(all[0]?.example ?? '', 'bytes long');
});

test('an archive that is cut off is read as far as it goes', async () => {
  const lines = Array.from({ length: 30_000 }, (_, n) => line(`${n}-${(n * 7919) % 10_007}`));
  const text = `${[header, ...lines].join('\n')}\n`;
  await inTemporaryFolder(async (folder) => {
    const path = join(folder, 'day.ndjson');
    writeFileSync(path, text);
    await compress(path);
    const archive = readFileSync(`${path}.zst`);
    const { operations, problems } = await reading(archive.subarray(0, archive.length >> 1), true);
    assert.ok(operations.length > 0 && operations.length < 30_000, String(operations.length));
    assert.ok(problems.includes('1 truncated'), problems.join());
  });
});

test('what is no archive at all is named', async () => {
  const { operations, problems } = await reading(Buffer.from('this is no archive'), true);
  assert.is(operations.length, 0);
  assert.equal(problems, ['1 truncated']);
});

test('a verb that nobody knows and an end before the start are counted by themselves, and not handed on', async () => {
  const backwards = line('b', { startMs: 9, endMs: 5 });
  const request = line('c', { requests: [{ route: 'GET /', startMs: 9, endMs: 5, status: 200 }] });
  const { operations, all } = await reading(
    `${header}\n${line('a', { verb: 'purchase' })}\n${backwards}\n${request}\n${line('d')}\n`,
  );
  assert.equal(
    operations.map(({ id }) => id),
    ['d'],
  );
  assert.equal(
    all.map(({ problem, count, example }) => [problem, count, example]),
    [
      ['backwards', 2, 'line 3: b ends at 5 ms, before it starts at 9 ms'],
      ['unknown-verb', 1, 'line 2: verb "purchase" of a is not known'],
    ],
  );
});
