import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ConductOptions } from '../../campaigns/conduct.ts';
import { type Grown, type GrowOptions, grow } from '../../campaigns/grow.ts';
import type { ExitCode } from '../../core/exit-code.ts';
import { silentProgress } from '../../core/progress.ts';
import type { Verdict } from '../../core/verdict.ts';
import { suite } from '../door.ts';

const test = suite('growing');
const folder = mkdtempSync(join(tmpdir(), 'ansturm-growing-'));
test.after(() => rmSync(folder, { recursive: true }));
let count = 0;

/** @param reads rows that one execution reads, by the size of its table @param ended of each run */
async function grown(
  reads: (rows: number) => number,
  ended: ExitCode = 0,
  more: Partial<GrowOptions> = {},
  verdict: Verdict | null = null,
) {
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
        sampledInVain: { rows: 10 * (reads(rows) - 1), squares: 10 * (reads(rows) - 1) ** 2 },
        ...{ largestTable: 'public.customers', largestTableRows: rows },
      };
      mkdirSync(options.out ?? '');
      const lines = [{ schemaVersion: 1 }, sample, { complete: true, records: 1 }].map((line) => JSON.stringify(line));
      writeFileSync(join(options.out ?? '', 'resources.ndjson'), `${lines.join('\n')}\n`);
      return { exitCode: ended, runFolder: options.out ?? '', verdict };
    },
    ...more,
  });
  return {
    ...found,
    asked,
    kept: JSON.parse(readFileSync(join(out, 'growth.json'), 'utf8')) as Grown & { readonly verdict: string },
  };
}

test('each size is a run of its own, of the same seed and load', async () => {
  const { asked, growth, exitCode, kept } = await grown(() => 2);
  assert.equal(
    asked.map(({ name, seed, world }) => [name, seed, world?.customers, world?.appointments]),
    [100, 1_000, 10_000].map((customers) => ['database-under-load', 7, customers, 4 * customers]),
  );
  assert.equal([growth.judgement.status, exitCode, kept.verdict], ['pass', 0, 'CLEAR'], growth.judgement.reason);
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

test('it is a line of the checklist that is judged, with its figure, and nothing else of it', async () => {
  const { verdict, sentence, criterion, kept } = await grown((rows) => rows);
  assert.equal(
    [verdict, criterion.id, criterion.status, criterion.inScope],
    ['NO-GO', 'query-optimisation', 'fail', true],
  );
  assert.equal([criterion.operator, criterion.threshold], ['<=', 0.5]);
  assert.ok(Math.abs((criterion.value ?? 0) - 1) < 0.01, String(criterion.value));
  assert.is(sentence, 'NO-GO: a gate fails: query-optimisation.');
  assert.equal(kept.criterion, criterion);
});

test('a size that fails the same line by itself is enough; one that fails another is not', async () => {
  const failing = (id: string) => ({ criteria: [{ id, status: 'fail', reason: 'reads much' }] }) as unknown as Verdict;
  const own = await grown(() => 2, 3, {}, failing('query-optimisation'));
  assert.equal([own.exitCode, own.growth.judgement.status, own.criterion.status], [3, 'pass', 'fail']);
  assert.match(own.criterion.reason ?? '', /^on 400 appointments /);
  assert.is((await grown(() => 2, 3, {}, failing('api-latency'))).exitCode, 0);
});

test('an interruption ends it, and what was seen is told', async () => {
  const ended = new AbortController();
  ended.abort();
  const { asked, growth, exitCode } = await grown(() => 2, 0, { signal: ended.signal });
  assert.equal([asked.length, growth.judgement.status, exitCode], [0, 'unknown', 130]);
});
