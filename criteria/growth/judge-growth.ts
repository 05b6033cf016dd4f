import type { StatementSample, TableSample } from '../../core/resource-sample.ts';
import type { CriterionStatus } from '../../core/verdict.ts';
import { inWords } from '../judgement.ts';

/** What the same load cost on so much data. */
export interface SizeSeen {
  readonly appointments: number;
  readonly statements: readonly StatementSample[];
  readonly tables: readonly TableSample[];
  /** 95 % of the requests took no longer, from when they were due; null: not known. */
  readonly p95Ms: number | null;
}

/** One statement, at each size in the order of the sizes; null where it was not seen, or not sampled often enough. */
export interface StatementGrowth {
  readonly query: string;
  /** The largest that it touches. */
  readonly table: string;
  readonly tableRows: readonly (number | null)[];
  /** Rows that one execution looked at for nothing: read, and not returned. */
  readonly readInVain: readonly (number | null)[];
  /** Of one execution, over all of them. */
  readonly meanMs: readonly (number | null)[];
  /** 1: in step with its table, 0: not at all; null where too little was seen. */
  readonly exponent: number | null;
  readonly isGrowing: boolean;
}

export interface Growth {
  readonly status: CriterionStatus;
  readonly reason: string;
  readonly appointments: readonly number[];
  readonly p95Ms: readonly (number | null)[];
  /** Those that grow first, then by their mean time at the largest size. */
  readonly statements: readonly StatementGrowth[];
  /** Sequential scans under the load, of tables that are large at the end. */
  readonly scans: readonly { readonly table: string; readonly rows: number; readonly scans: readonly number[] }[];
}

/** Of fewer executions that were looked at nobody can tell. */
const sampledCallsMin = 5;
/** A table that did not grow by so much says nothing of growth. */
const tableGrowthMin = 4;
/** Half in step with the table, on a logarithmic scale: what an index does is far below, what a scan does is at 1. */
const exponentMax = 0.5;
/** Looking at fewer rows for nothing costs nobody anything; and a scan looks at a good part of its table. */
const readInVainMin = 200;
const shareMin = 0.1;
const largeTableRows = 1_000;

/**
 * Whether the cost of a request grows with the tables. Judged by rows that are read and not returned, which no other
 * user of the machine can change; times are told, and judge nothing. One size says nothing, nor does a load in which no
 * statement on a growing table was looked at often enough.
 */
export function judgeGrowth(unsorted: readonly SizeSeen[]): Growth {
  const sizes = unsorted.toSorted((a, b) => a.appointments - b.appointments);
  const queries = new Set(sizes.flatMap(({ statements }) => statements.map(({ query }) => query)));
  const statements = [...queries].flatMap((query) => growthOf(query, sizes)).sort(costliestFirst);
  const judged = statements.filter(({ exponent }) => exponent !== null);
  const growing = statements.filter(({ isGrowing }) => isGrowing);
  const told = {
    appointments: sizes.map(({ appointments }) => appointments),
    p95Ms: sizes.map(({ p95Ms }) => p95Ms),
    statements,
    scans: scansOf(sizes),
  };
  const [worst] = growing;
  if (worst !== undefined) {
    const [from, to] = ends(worst.readInVain);
    const reads = `reads ${inWords(to)} rows for nothing, ${inWords(from)} on the smallest data`;
    const more = growing.length === 1 ? '' : `, and ${growing.length - 1} more grow`;
    return {
      status: 'fail',
      reason: `a statement on ${worst.table} ${reads}: ${worst.query.slice(0, 120)}${more}`,
      ...told,
    };
  }
  if (sizes.length < 2) return { status: 'unknown', reason: 'fewer than two sizes were seen', ...told };
  if (judged.length === 0) {
    return { status: 'unknown', reason: 'no statement on a growing table was looked at often enough', ...told };
  }
  return { status: 'pass', reason: `none of ${judged.length} statements costs more on more data`, ...told };
}

function growthOf(query: string, sizes: readonly SizeSeen[]): readonly StatementGrowth[] {
  const seen = sizes.map(({ statements }) => statements.find((one) => one.query === query));
  const last = seen.findLast((one) => one?.largestTable != null);
  if (last?.largestTable == null) return [];
  const readInVain = seen.map(inVain);
  const tableRows = seen.map((one) => one?.largestTableRows ?? null);
  const exponent = exponentOf(readInVain, tableRows);
  const [most, rows] = [readInVain.at(-1) ?? 0, tableRows.at(-1) ?? 0];
  return [
    {
      ...{ query, table: last.largestTable, tableRows, readInVain, exponent },
      meanMs: seen.map((one) => (one === undefined || one.calls === 0 ? null : one.totalMs / one.calls)),
      isGrowing: exponent !== null && exponent > exponentMax && most >= readInVainMin && most >= shareMin * rows,
    },
  ];
}

function inVain(one: StatementSample | undefined): number | null {
  if (one === undefined || one.sampledRowsRead === null || one.sampledCalls < sampledCallsMin) return null;
  return Math.max(0, one.sampledRowsRead - (one.sampledRowsReturned ?? 0)) / one.sampledCalls;
}

/** Between the smallest and the largest data; below one row is one row. */
function exponentOf(read: readonly (number | null)[], rows: readonly (number | null)[]): number | null {
  const [readFrom, readTo, rowsFrom, rowsTo] = [read[0], read.at(-1), rows[0], rows.at(-1)];
  if (readFrom == null || readTo == null || rowsFrom == null || rowsTo == null) return null;
  if (rowsFrom < 1 || rowsTo < tableGrowthMin * rowsFrom) return null;
  return Math.log(Math.max(1, readTo) / Math.max(1, readFrom)) / Math.log(rowsTo / rowsFrom);
}

function costliestFirst(a: StatementGrowth, b: StatementGrowth): number {
  if (a.isGrowing !== b.isGrowing) return a.isGrowing ? -1 : 1;
  return (b.meanMs.at(-1) ?? 0) - (a.meanMs.at(-1) ?? 0);
}

function ends(values: readonly (number | null)[]): readonly [number, number] {
  return [values[0] ?? 0, values.at(-1) ?? 0];
}

function scansOf(sizes: readonly SizeSeen[]): Growth['scans'] {
  const large = (sizes.at(-1)?.tables ?? []).filter(({ rows }) => rows >= largeTableRows);
  return large.map(({ table, rows }) => ({
    table,
    rows,
    scans: sizes.map(({ tables }) => tables.find((one) => one.table === table)?.sequentialScans ?? 0),
  }));
}
