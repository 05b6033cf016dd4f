import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ConductOptions } from '../../campaigns/conduct.ts';
import { type GrowOptions, grow } from '../../campaigns/grow.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import { silentProgress } from '../../core/progress.ts';
import { suite } from '../door.ts';

const test = suite('growing');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-growing-'));
test.after(() => rmSync(folder, { recursive: true }));
let count = 0;

/** @param reads rows that one execution reads, by the size of its table @param ended of each run */
async function grown(reads: (rows: number) => number, ended: ExitCode = 0, more: Partial<GrowOptions> = {}) {
  const asked: ConductOptions[] = [];
  count += 1;
  const out = join(folder, String(count));
  const found = await grow({
    ...{ appointments: [400, 4_000, 40_000], seed: 7, defects: [], folder: out, commandLine: ['ansturm', 'grow'] },
    ...{ signal: new AbortController().signal, progress: silentProgress },
    async conduct(options) {
      asked.push(options);
      const rows = options.world?.customers ?? 0;
      const sample = {
        ...{ kind: 'statement', atMs: 1, query: 'SELECT', calls: 500, totalMs: 9, rowsReturned: 500, sampledCalls: 10 },
        ...{ sampledRowsRead: 10 * reads(rows), sampledRowsReturned: 10 },
        ...{ largestTable: 'public.customers', largestTableRows: rows },
      };
      mkdirSync(options.out ?? '');
      const lines = [{ schemaVersion: 1 }, sample, { complete: true, records: 1 }].map((line) => JSON.stringify(line));
      writeFileSync(join(options.out ?? '', 'resources.ndjson'), `${lines.join('\n')}\n`);
      return { exitCode: ended, runFolder: options.out ?? '', verdict: null };
    },
    ...more,
  });
  return { ...found, asked, kept: JSON.parse(readFileSync(join(out, 'growth.json'), 'utf8')) as { status: string } };
}

test('each size is a run of its own, of the same seed and load', async () => {
  const { asked, growth, exitCode, kept } = await grown(() => 2);
  assert.equal(
    asked.map(({ name, seed, world }) => [name, seed, world?.customers, world?.appointments]),
    [100, 1_000, 10_000].map((customers) => ['database-under-load', 7, customers, 4 * customers]),
  );
  assert.equal([growth.status, exitCode, kept.status], ['pass', 0, 'pass'], growth.reason);
});

test('what grows ends with 3, what is unknown with 4', async () => {
  assert.is((await grown((rows) => rows)).exitCode, 3);
  assert.is((await grown(() => 2, 0, { appointments: [400] })).exitCode, 4);
});

test('a size that is convicted of something else says nothing of growth; one that was not healed does', async () => {
  assert.is((await grown(() => 2, 3)).exitCode, 0);
  assert.is((await grown(() => 2, 4)).exitCode, 0);
  assert.is((await grown(() => 2, 6)).exitCode, 6);
});

test('an interruption ends it, and what was seen is told', async () => {
  const ended = new AbortController();
  ended.abort();
  const { asked, growth, exitCode } = await grown(() => 2, 0, { signal: ended.signal });
  assert.equal([asked.length, growth.status, exitCode], [0, 'unknown', 130]);
});
