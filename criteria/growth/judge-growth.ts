import type { StatementSample, TableSample } from '../../core/resource-sample.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import { boundedMean, type CostSeen, growthExponent } from './growth-exponent.ts';

/** What the same load cost on so much data. */
export interface SizeSeen {
  readonly appointments: number;
  readonly statements: readonly StatementSample[];
  readonly tables: readonly TableSample[];
  /** 95 % of the requests took no longer, from when they were due; null: not known. */
  readonly p95Ms: number | null;
}

/** `open`: too close to call. Null: too little was seen. */
export type GrowthWord = 'grows' | 'bounded' | 'open' | null;

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
  /** The exponent's two one-sided bounds, together 95 % for all statements. */
  readonly interval: readonly [number, number] | null;
  readonly word: GrowthWord;
}

export interface Growth {
  /** Of the line that is decided by it. */
  readonly judgement: Judgement;
  readonly appointments: readonly number[];
  readonly p95Ms: readonly (number | null)[];
  /** Those that grow first, then those that are open, then by their mean time at the largest size. */
  readonly statements: readonly StatementGrowth[];
  /** Sequential scans under the load, of tables that are large at the end. */
  readonly scans: readonly { readonly table: string; readonly rows: number; readonly scans: readonly number[] }[];
}

/** The line of the checklist that growing data decides. */
export const growthLine = 'query-optimisation';

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
/** That no statement of all is judged falsely, by one side of its bounds (Bonferroni). */
const errorShare = 0.05;

/**
 * Whether the cost of a request grows with the tables. Judged by rows that are read and not returned, which no other
 * user of the machine can change; times are told, and judge nothing. One size says nothing, nor does a load in which no
 * statement on a growing table was looked at often enough.
 */
export function judgeGrowth(unsorted: readonly SizeSeen[]): Growth {
  const sizes = unsorted.toSorted((a, b) => a.appointments - b.appointments);
  const queries = [...new Set(sizes.flatMap(({ statements }) => statements.map(({ query }) => query)))];
  const followed = queries.flatMap((query) => followedOver(sizes, query));
  const judgeable = followed.filter(({ points }) => isTelling(points, sizes.length)).length;
  const confidence = 1 - errorShare / Math.max(1, judgeable);
  const statements = followed.map((one) => growthOf(one, sizes.length, confidence)).sort(gravestFirst);
  return {
    judgement: judgementOf(statements, sizes.length),
    appointments: sizes.map(({ appointments }) => appointments),
    p95Ms: sizes.map(({ p95Ms }) => p95Ms),
    statements,
    scans: scansOf(sizes),
  };
}

interface Followed {
  readonly query: string;
  readonly table: string;
  readonly seen: readonly (StatementSample | undefined)[];
  readonly points: readonly (CostSeen | null)[];
}

function followedOver(sizes: readonly SizeSeen[], query: string): readonly Followed[] {
  const seen = sizes.map(({ statements }) => statements.find((one) => one.query === query));
  const table = seen.findLast((one) => one?.largestTable != null)?.largestTable;
  return table == null ? [] : [{ query, table, seen, points: seen.map(costOf) }];
}

function costOf(one: StatementSample | undefined): CostSeen | null {
  const { sampledInVain: inVain, sampledCalls: samples = 0, largestTableRows: tableRows } = one ?? {};
  if (inVain === undefined || samples < sampledCallsMin || tableRows == null || tableRows < 1) return null;
  const mean = inVain.rows / samples;
  const squares = Math.max(0, inVain.squares - samples * mean ** 2);
  return { tableRows, mean, samples, variance: squares / (samples - 1) / samples };
}

/** Its cost is known on the largest data, and on data that are clearly smaller. */
function isTelling(points: Followed['points'], sizes: number): boolean {
  const rows = points.flatMap((point) => point?.tableRows ?? []);
  const last = points[sizes - 1]?.tableRows;
  return last !== undefined && rows.length > 1 && last >= tableGrowthMin * Math.min(...rows);
}

function growthOf({ query, table, seen, points }: Followed, sizes: number, confidence: number): StatementGrowth {
  const told = {
    ...{ query, table, tableRows: seen.map((one) => one?.largestTableRows ?? null) },
    readInVain: points.map((point) => point?.mean ?? null),
    meanMs: seen.map((one) => (one === undefined || one.calls === 0 ? null : one.totalMs / one.calls)),
  };
  const last = points.at(-1);
  if (last == null || !isTelling(points, sizes)) return { ...told, exponent: null, interval: null, word: null };
  const known = points.filter((point) => point !== null);
  const { value, interval } = growthExponent(known, confidence);
  const most = boundedMean(last, confidence).interval;
  const mattering = Math.max(readInVainMin, shareMin * last.tableRows);
  const isGrowing = interval[0] > exponentMax && most[0] >= mattering;
  const isBounded = interval[1] <= exponentMax || most[1] < mattering;
  return { ...told, exponent: value, interval, word: isGrowing ? 'grows' : isBounded ? 'bounded' : 'open' };
}

function gravestFirst(a: StatementGrowth, b: StatementGrowth): number {
  return gravityOf(a) - gravityOf(b) || (b.meanMs.at(-1) ?? 0) - (a.meanMs.at(-1) ?? 0);
}

function gravityOf({ word }: StatementGrowth): number {
  if (word === 'grows') return 0;
  return word === 'open' ? 1 : 2;
}

function judgementOf(statements: readonly StatementGrowth[], sizes: number): Judgement {
  const [worst] = statements;
  const judged = statements.filter(({ word }) => word !== null);
  const untold = statements.length - judged.length;
  const details = {
    'statements judged': judged.length,
    ...(untold === 0 ? {} : { 'seen too seldom': untold }),
  };
  const bound = { operator: '<=' as const, threshold: exponentMax, unit: 'in step with its table', details };
  if (worst?.exponent != null && (worst.word === 'grows' || worst.word === 'open')) {
    const figures = { ...bound, value: worst.exponent, interval: worst.interval ?? [worst.exponent, worst.exponent] };
    const [from = 0, to = 0] = [worst.readInVain.find((rows) => rows !== null) ?? 0, worst.readInVain.at(-1) ?? 0];
    const reads = `reads ${inWords(to)} rows for nothing, ${inWords(from)} on the smallest data`;
    const alike = statements.filter(({ word }) => word === worst.word).length - 1;
    const said = `a statement on ${worst.table} ${reads}: ${worst.query.slice(0, 120)}`;
    if (worst.word === 'open') return unknown(`too close to call: ${said}`, figures);
    return { status: 'fail', reason: `${said}${alike === 0 ? '' : `, and ${alike} more grow`}`, ...figures };
  }
  if (sizes < 2) return unknown('fewer than two sizes were seen', bound);
  if (judged.length === 0) return unknown('no statement on a growing table was looked at often enough', bound);
  return { status: 'pass', reason: `none of ${judged.length} statements costs more on more data`, ...bound };
}

function scansOf(sizes: readonly SizeSeen[]): Growth['scans'] {
  const large = (sizes.at(-1)?.tables ?? []).filter(({ rows }) => rows >= largeTableRows);
  return large.map(({ table, rows }) => ({
    table,
    rows,
    scans: sizes.map(({ tables }) => tables.find((one) => one.table === table)?.sequentialScans ?? 0),
  }));
}
