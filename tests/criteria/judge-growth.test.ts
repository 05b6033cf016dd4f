import * as assert from 'uvu/assert';
import type { StatementSample } from '../../core/resource-sample.ts';
import { type Growth, judgeGrowth, type SizeSeen } from '../../criteria/growth/judge-growth.ts';
import { suite } from '../door.ts';

const test = suite('judging growth');

interface Look {
  readonly query?: string;
  /** Rows that one execution reads, and returns. */
  readonly reads: number;
  readonly returns?: number;
  readonly calls?: number;
  readonly rows: number | null;
  /** Between executions, of what each reads in vain. */
  readonly deviation?: number;
}

function statement({ query = 'SELECT 1', reads, returns = 1, calls = 20, rows, deviation = 0 }: Look): StatementSample {
  const mean = Math.max(0, reads - returns);
  return {
    sampledInVain: { rows: calls * mean, squares: calls * mean ** 2 + (calls - 1) * deviation ** 2 },
    ...{ kind: 'statement', atMs: 1, query, calls: 50 * calls, totalMs: 50 * calls * reads * 0.001 },
    ...{ rowsReturned: 50 * calls * returns, sampledCalls: calls },
    ...{ sampledRowsRead: calls * reads, sampledRowsReturned: calls * returns },
    ...{ largestTable: rows === null ? null : 'public.customers', largestTableRows: rows },
  };
}

function seen(appointments: number, looks: readonly Look[], scans = 0): SizeSeen {
  const table = { kind: 'table', atMs: 1, table: 'public.customers', rows: appointments / 4 } as const;
  const tables = [{ ...table, sequentialScans: scans, sequentialRowsRead: 0, indexScans: 1 }];
  return { appointments, statements: looks.map(statement), tables, p95Ms: 10 };
}

/** The same statement at each size. @param reads by the rows of its table */
function judged(reads: (rows: number) => number, more: Partial<Look> = {}, sizes = [2_000, 20_000]): Growth {
  return judgeGrowth(sizes.map((size) => seen(size, [{ reads: reads(size / 4), rows: size / 4, ...more }])));
}

const two = (value: number): number => Math.round(100 * value) / 100;

test('a statement that reads its table as a whole is convicted, and named', () => {
  const growth = judged((rows) => rows);
  assert.is(growth.judgement.status, 'fail');
  assert.match(
    growth.judgement.reason ?? '',
    'a statement on public.customers reads 4,999 rows for nothing, 499 on the smallest data',
  );
  assert.equal([growth.statements[0]?.word, growth.statements[0]?.tableRows], ['grows', [500, 5_000]]);
});

test('one that finds what it wants is acquitted, in whatever order the sizes came', () => {
  const sizes = [20_000, 2_000, 200_000];
  const growth = judged(() => 3, {}, sizes);
  assert.equal([growth.judgement.status, growth.appointments], ['pass', [2_000, 20_000, 200_000]]);
  assert.equal(growth.p95Ms, [10, 10, 10]);
});

test('who returns more on more data reads more, and that is no fault', () => {
  const sizes = [2_000, 20_000].map((size) => seen(size, [{ reads: size / 4, returns: size / 4, rows: size / 4 }]));
  assert.is(judgeGrowth(sizes).judgement.status, 'pass');
});

test('a scan of a table so small that nobody minds, or of a small part of one, is none', () => {
  assert.is(judged((rows) => rows, {}, [80, 720]).judgement.status, 'pass');
  assert.is(judged((rows) => rows / 20).judgement.status, 'pass');
  // A good part of it, and far from in step with it.
  assert.is(judged((rows) => 40 * rows ** 0.4).judgement.status, 'pass');
});

test('where too little was looked at it is unknown, and never acquitted', () => {
  for (const growth of [
    judgeGrowth([]),
    judgeGrowth([seen(2_000, [{ reads: 1, rows: 500 }])]),
    judged((rows) => rows, { calls: 4 }),
    judged((rows) => rows, { rows: null }),
    judged((rows) => rows, { rows: 500 }),
    judged(() => 1, {}, [2_000, 4_000]),
  ])
    assert.is(growth.judgement.status, 'unknown', JSON.stringify(growth));
});

test('one that only the largest data have seen says nothing, beside one that says something', () => {
  const sizes = [
    seen(2_000, [{ reads: 2, rows: 500 }]),
    seen(20_000, [
      { reads: 2, rows: 5_000 },
      { query: 'SELECT 2', reads: 5_000, rows: 5_000 },
    ]),
  ];
  const growth = judgeGrowth(sizes);
  assert.is(growth.judgement.status, 'pass');
  assert.equal(
    growth.statements.map(({ query, exponent }) => [query, exponent]),
    [
      ['SELECT 2', null],
      ['SELECT 1', 0],
    ],
  );
});

test('the figure is the exponent with its bounds, which chance widens', () => {
  const certain = judged((rows) => rows).judgement;
  assert.equal([certain.operator, certain.threshold, certain.interval?.map(two)], ['<=', 0.5, [1, 1]]);
  const noisy = judged((rows) => rows, { deviation: 100 }).judgement;
  const [low, high] = noisy.interval ?? [];
  assert.is(noisy.status, 'fail');
  assert.ok(Number(low) > 0.9 && Number(low) < 1 && Number(high) > 1, `${low} to ${high}`);
});

test('what chance alone could have made neither convicts nor acquits', () => {
  const open = judged((rows) => rows, { deviation: 4_000, calls: 6 });
  assert.is(open.judgement.status, 'unknown');
  assert.match(open.judgement.reason ?? '', /^too close to call: a statement on public.customers reads 4,999 rows/);
  // Of a scan whose size nobody doubts, a dozen looks are enough, however they differ.
  assert.is(judged((rows) => rows, { deviation: 200, calls: 12 }).judgement.status, 'fail');
});

test('the more statements are judged, the more each has to show', () => {
  const noisy = (others: number): readonly Look[] => [
    { query: 'SELECT 0', reads: 5_000, rows: 5_000, deviation: 2_500, calls: 6 },
    ...Array.from({ length: others }, (_, at) => ({ query: `SELECT ${at + 1}`, reads: 2, rows: 5_000 })),
  ];
  const small = (looks: readonly Look[]): readonly Look[] =>
    looks.map((look) => ({ ...look, rows: 500, deviation: 0, reads: Math.min(look.reads, 500) }));
  const word = (others: number) =>
    judgeGrowth([seen(2_000, small(noisy(others))), seen(20_000, noisy(others))]).judgement.status;
  assert.equal([word(0), word(60)], ['fail', 'unknown']);
});

test('three sizes say more than their ends: what is flat but once is not in step', () => {
  const at = (reads: readonly number[]) =>
    judgeGrowth(
      [2_000, 20_000, 200_000].map((size, index) => seen(size, [{ reads: reads[index] ?? 0, rows: size / 4 }])),
    );
  assert.is(two(at([500, 5_000, 50_000]).judgement.value ?? 0), 1);
  assert.is(at([300, 300, 300]).judgement.status, 'pass');
});

test('a recording without the spread of what was looked at says nothing', () => {
  const sizes = [2_000, 20_000].map((size) => seen(size, [{ reads: size / 4, rows: size / 4 }]));
  const old = sizes.map((one) => ({
    ...one,
    statements: one.statements.map(({ sampledInVain: _, ...statement }) => statement),
  }));
  assert.is(judgeGrowth(old).judgement.status, 'unknown');
});

test('tables that were read as a whole are told, those that are small left out', () => {
  const sizes = [seen(2_000, [], 3), seen(20_000, [], 9)];
  assert.equal(judgeGrowth(sizes).scans, [{ table: 'public.customers', rows: 5_000, scans: [3, 9] }]);
  assert.equal(judgeGrowth([seen(400, []), seen(2_000, [])]).scans, []);
});
