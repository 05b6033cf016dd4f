import type { StatementSample, TableSample } from '../../core/resource-sample.ts';
import type { PlanRows } from '../plan-rows.ts';
import { targetDatabase } from '../postgres-template.ts';
import type { ObserverConnection } from './observer-connection.ts';

/** Counts statements and tables from a moment on; the server's own counters are never reset. */
export interface StatementUsage {
  /** One sampled execution, from the server's log. */
  take(plan: PlanRows): void;
  /** Counts from now on. */
  begin(): Promise<void>;
  /** The server is about to lose its counters, and will count from 0: what it has counted until now is kept. */
  carry(): Promise<void>;
  samples(atMs: number): Promise<readonly (StatementSample | TableSample)[]>;
  /** How often each statement of the target ran so far, by its id; null when the database cannot be asked. */
  calls(): Promise<ReadonlyMap<string, number> | null>;
}

const queryMaxLength = 500;

const statementsSql = `
SELECT s.queryid::text AS id, s.query, s.calls::float8 AS calls, s.total_exec_time AS "totalMs",
       s.rows::float8 AS "rowsReturned"
FROM ansturm.pg_stat_statements s JOIN pg_roles r ON r.oid = s.userid
WHERE r.rolname = '${targetDatabase}' AND s.toplevel`;

const callsSql = `
SELECT s.queryid::text AS id, sum(s.calls)::float8 AS calls
FROM ansturm.pg_stat_statements(false) s JOIN pg_roles r ON r.oid = s.userid
WHERE r.rolname = '${targetDatabase}' AND s.toplevel
GROUP BY s.queryid`;

/** ANALYZE's own count where there was one: the running count counts rows twice that were analysed while inserted. */
const tablesSql = `
SELECT schemaname || '.' || t.relname AS id,
       (CASE WHEN c.reltuples > 0 THEN c.reltuples ELSE t.n_live_tup END)::float8 AS rows,
       t.seq_scan::float8 AS "sequentialScans", t.seq_tup_read::float8 AS "sequentialRowsRead",
       coalesce(t.idx_scan, 0)::float8 AS "indexScans"
FROM pg_stat_user_tables t JOIN pg_class c ON c.oid = t.relid`;

interface StatementRow {
  readonly id: string;
  readonly query: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly rowsReturned: number;
}

interface TableRow {
  readonly id: string;
  readonly rows: number;
  readonly sequentialScans: number;
  readonly sequentialRowsRead: number;
  readonly indexScans: number;
}

interface Sampled {
  calls: number;
  rowsRead: number;
  rowsReturned: number;
  inVain: number;
  inVainSquares: number;
  readonly tables: Set<string>;
}

export function statementUsage(connection: ObserverConnection): StatementUsage {
  let sampled = new Map<string, Sampled>();
  let statementsBefore = new Map<string, StatementRow>();
  let tablesBefore = new Map<string, TableRow>();
  return {
    take: (plan) => {
      const sums = sampled.get(plan.queryId) ?? nothingSampled();
      const inVain = Math.max(0, plan.rowsRead - plan.rowsReturned);
      sums.calls += 1;
      sums.rowsRead += plan.rowsRead;
      sums.rowsReturned += plan.rowsReturned;
      sums.inVain += inVain;
      sums.inVainSquares += inVain ** 2;
      for (const table of plan.tables) sums.tables.add(table);
      sampled.set(plan.queryId, sums);
    },
    begin: async () => {
      sampled = new Map();
      statementsBefore = byId((await connection.query<StatementRow>(statementsSql)) ?? []);
      tablesBefore = byId((await connection.query<TableRow>(tablesSql)) ?? []);
    },
    carry: async () => {
      const [statements, tables] = [
        connection.query<StatementRow>(statementsSql),
        connection.query<TableRow>(tablesSql),
      ];
      statementsBefore = carried(statementsBefore, (await statements) ?? [], statementCounters);
      tablesBefore = carried(tablesBefore, (await tables) ?? [], tableCounters);
    },
    samples: async (atMs) => {
      const [asked, seen] = [
        await connection.query<TableRow>(tablesSql),
        await connection.query<StatementRow>(statementsSql),
      ];
      if (asked === null || seen === null) return [];
      const tables = withCarried(asked, tablesBefore, tableCounters);
      const statements = withCarried(seen, statementsBefore, statementCounters);
      const rowsOf = new Map(tables.map((row) => [row.id, row.rows]));
      return [
        ...statements.flatMap((row) => statementSample(atMs, row, statementsBefore.get(row.id), sampled, rowsOf)),
        ...tables.map((row) => tableSample(atMs, row, tablesBefore.get(row.id))),
      ];
    },
    calls: async () => {
      const rows = await connection.query<Pick<StatementRow, 'id' | 'calls'>>(callsSql);
      return rows === null ? null : new Map(rows.map(({ id, calls }) => [id, calls]));
    },
  };
}

function nothingSampled(): Sampled {
  return { calls: 0, rowsRead: 0, rowsReturned: 0, inVain: 0, inVainSquares: 0, tables: new Set() };
}

const statementCounters = ['calls', 'totalMs', 'rowsReturned'] as const;
const tableCounters = ['sequentialScans', 'sequentialRowsRead', 'indexScans'] as const;

type Counting<Counter extends string> = { readonly id: string } & { readonly [Name in Counter]: number };

/** Counters of before a server that begins at 0: below it, by what the one before has counted. */
function carried<Counter extends string, Row extends Counting<Counter>>(
  before: ReadonlyMap<string, Row>,
  rows: readonly Row[],
  counters: readonly Counter[],
): Map<string, Row> {
  const counted = (row: Row, name: Counter): number => (before.get(row.id)?.[name] ?? 0) - row[name];
  return byId(
    rows.map((row) => ({ ...row, ...Object.fromEntries(counters.map((name) => [name, counted(row, name)])) })),
  );
}

/** Also those that were only seen before the server began at 0. */
function withCarried<Counter extends string, Row extends Counting<Counter>>(
  rows: readonly Row[],
  before: ReadonlyMap<string, Row>,
  counters: readonly Counter[],
): readonly Row[] {
  const known = new Set(rows.map(({ id }) => id));
  const zeros = Object.fromEntries(counters.map((name) => [name, 0]));
  const kept = [...before.values()].filter((row) => !known.has(row.id) && counters.some((name) => row[name] < 0));
  return [...rows, ...kept.map((row) => ({ ...row, ...zeros }))];
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): Map<string, Row> {
  return new Map(rows.map((row) => [row.id, row]));
}

function statementSample(
  atMs: number,
  row: StatementRow,
  before: StatementRow | undefined,
  sampled: ReadonlyMap<string, Sampled>,
  rowsOf: ReadonlyMap<string, number>,
): readonly StatementSample[] {
  const calls = row.calls - (before?.calls ?? 0);
  if (calls <= 0) return [];
  const seen = sampled.get(row.id);
  const largest = [...(seen?.tables ?? [])].sort((a, b) => (rowsOf.get(b) ?? 0) - (rowsOf.get(a) ?? 0))[0];
  return [
    {
      kind: 'statement',
      atMs,
      query: withoutLiterals(row.query).slice(0, queryMaxLength),
      calls,
      totalMs: row.totalMs - (before?.totalMs ?? 0),
      rowsReturned: row.rowsReturned - (before?.rowsReturned ?? 0),
      sampledCalls: seen?.calls ?? 0,
      sampledRowsRead: seen?.rowsRead ?? null,
      sampledRowsReturned: seen?.rowsReturned ?? null,
      ...(seen === undefined ? {} : { sampledInVain: { rows: seen.inVain, squares: seen.inVainSquares } }),
      largestTable: largest === undefined ? null : shortName(largest),
      largestTableRows: largest === undefined ? null : (rowsOf.get(largest) ?? null),
    },
  ];
}

function tableSample(atMs: number, row: TableRow, before: TableRow | undefined): TableSample {
  return {
    kind: 'table',
    atMs,
    table: shortName(row.id),
    rows: row.rows,
    sequentialScans: row.sequentialScans - (before?.sequentialScans ?? 0),
    sequentialRowsRead: row.sequentialRowsRead - (before?.sequentialRowsRead ?? 0),
    indexScans: row.indexScans - (before?.indexScans ?? 0),
  };
}

function shortName(name: string): string {
  return name.replace(/^public\./, '');
}

/** PostgreSQL replaces the constants of queries, yet not those of every utility statement. */
function withoutLiterals(query: string): string {
  return query
    .replace(/'(?:[^']|'')*'/g, '?')
    .replace(/\$([a-z_]*)\$[\s\S]*?\$\1\$/gi, '?')
    .replace(/\s+/g, ' ')
    .trim();
}
