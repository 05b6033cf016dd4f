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
}

function statement({ query = 'SELECT 1', reads, returns = 1, calls = 20, rows }: Look): StatementSample {
  return {
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

test('a statement that reads its table as a whole is convicted, and named', () => {
  const growth = judged((rows) => rows);
  assert.is(growth.status, 'fail');
  assert.match(growth.reason, 'a statement on public.customers reads 4,999 rows for nothing, 499 on the smallest data');
  assert.equal([growth.statements[0]?.isGrowing, growth.statements[0]?.tableRows], [true, [500, 5_000]]);
});

test('one that finds what it wants is acquitted, in whatever order the sizes came', () => {
  const sizes = [20_000, 2_000, 200_000];
  const growth = judged(() => 3, {}, sizes);
  assert.equal([growth.status, growth.appointments], ['pass', [2_000, 20_000, 200_000]]);
  assert.equal(growth.p95Ms, [10, 10, 10]);
});

test('who returns more on more data reads more, and that is no fault', () => {
  const sizes = [2_000, 20_000].map((size) => seen(size, [{ reads: size / 4, returns: size / 4, rows: size / 4 }]));
  assert.is(judgeGrowth(sizes).status, 'pass');
});

test('a scan of a table so small that nobody minds, or of a small part of one, is none', () => {
  assert.is(judged((rows) => rows, {}, [80, 720]).status, 'pass');
  assert.is(judged((rows) => rows / 20).status, 'pass');
  // A good part of it, and far from in step with it.
  assert.is(judged((rows) => 40 * rows ** 0.4).status, 'pass');
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
    assert.is(growth.status, 'unknown', JSON.stringify(growth));
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
  assert.is(growth.status, 'pass');
  assert.equal(
    growth.statements.map(({ query, exponent }) => [query, exponent]),
    [
      ['SELECT 2', null],
      ['SELECT 1', 0],
    ],
  );
});

test('tables that were read as a whole are told, those that are small left out', () => {
  const sizes = [seen(2_000, [], 3), seen(20_000, [], 9)];
  assert.equal(judgeGrowth(sizes).scans, [{ table: 'public.customers', rows: 5_000, scans: [3, 9] }]);
  assert.equal(judgeGrowth([seen(400, []), seen(2_000, [])]).scans, []);
});
