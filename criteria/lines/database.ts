import type { StatementSample } from '../../core/resource-sample.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

type Returned = Extract<TimelineEvent, { event: 'connections-returned' }>;

/** Bounded by what all pools allow, and given back after the load. */
export function judgeConnectionPooling({ resources, timeline, bounds }: LineEvidence): Judgement | undefined {
  const { database, limits } = resources;
  if (database.length === 0) return undefined;
  const most = database.reduce((max, { connections }) => Math.max(max, connections), 0);
  const limit = limits?.poolConnections ?? null;
  const returned = timeline.find((event): event is Returned => event.event === 'connections-returned');
  const bound = limit === null ? {} : ({ operator: '<=', threshold: limit } as const);
  const details: Record<string, number> =
    returned === undefined ? {} : { before: returned.before, after: returned.after, 'waited ms': returned.waitedMs };
  const figures = { ...bound, value: most, unit: 'connections', samples: database.length, details };
  if (limit !== null && most > limit) {
    return { status: 'fail', reason: `${most} connections were open, ${limit} are allowed`, ...figures };
  }
  if (returned !== undefined && returned.after > returned.before) {
    const { before, after, waitedMs } = returned;
    const seconds = inWords(waitedMs / 1000);
    const seen = `${after} connections are still open ${seconds} s after the load, ${before} were before`;
    return waitedMs >= 0.95 * bounds.connectionsReturnedMs
      ? { status: 'fail', reason: seen, ...figures }
      : unknown(`${seen}; waited too short a time`, figures);
  }
  if (limit === null) return unknown('nobody knows how many connections the pools allow', figures);
  if (returned === undefined) return unknown('nobody looked whether connections were given back', figures);
  if (returned.waitedMs > bounds.connectionsReturnedMs) {
    return { status: 'fail', reason: `given back only after ${inWords(returned.waitedMs / 1000)} s`, ...figures };
  }
  return { status: 'pass', ...figures };
}

/** A report or maintenance reads a table as a whole now and then; a request in a hundred is neither. */
const certainTimes = 10;

const judgedTables = ['calls', 'appointments', 'webhooks'];

/**
 * Sequential scans of large tables under load. A few do not prove that an index is missing (a report may rightly read a
 * table as a whole), so they leave the line open; query-optimisation names the statement.
 */
export function judgeIndexes(evidence: LineEvidence): Judgement | undefined {
  const { resources, bounds, loads } = evidence;
  const large = [...resources.tables.values()].filter(
    ({ table, rows }) => judgedTables.includes(lastName(table)) && rows > bounds.largeTableRows,
  );
  if (large.length === 0) return undefined;
  const scans = large.reduce((sum, { sequentialScans }) => sum + sequentialScans, 0);
  const requests = loads.reduce((sum, { record }) => sum + record.requests.startMs.length, 0);
  if (requests === 0) return unknown('not measured: no load was recorded');
  const figures = {
    ...{ operator: '<=' as const, threshold: bounds.sequentialScansPerThousandRequests },
    ...{ unit: 'scans per 1,000 requests', samples: requests },
    value: (1000 * scans) / requests,
    details: Object.fromEntries(large.map(({ table, sequentialScans }) => [`scans of ${table}`, sequentialScans])),
  };
  if (figures.value <= figures.threshold) return { status: 'pass', ...figures };
  if (figures.value > certainTimes * figures.threshold) {
    return { status: 'fail', reason: 'large tables are read as a whole by ordinary requests', ...figures };
  }
  return unknown('tables were read as a whole; query-optimisation says whether a statement is to blame', figures);
}

/** `public.appointments` and `"appointments"` are one table to us. */
function lastName(table: string): string {
  return (table.split('.').pop() ?? table).replaceAll('"', '');
}

const sampledCallsMin = 5;

/** Rows read for each row returned on large tables; statements for each request of a route. */
export function judgeQueryOptimisation({ resources, bounds }: LineEvidence): Judgement | undefined {
  const statements = [...resources.statements.values()].filter((each) => isJudged(each, bounds.largeTableRows));
  const routes = [...resources.routes.values()].filter(({ requests }) => requests > 0);
  if (statements.length === 0 && routes.length === 0) return undefined;
  const byRatio = statements.map((each) => ({ ...each, ratio: ratioOf(each) })).sort((a, b) => b.ratio - a.ratio);
  const byCount = routes
    .map((each) => ({ ...each, per: each.statements / each.requests }))
    .sort((a, b) => b.per - a.per);
  const [worst, busiest] = [byRatio[0], byCount[0]];
  const details: Record<string, number | string> = {
    ...(worst === undefined ? {} : { 'worst statement': worst.query.slice(0, 200) }),
    ...(busiest === undefined
      ? {}
      : { 'busiest route': busiest.route, 'its statements a request': rounded(busiest.per) }),
  };
  const isReadingMuch = worst !== undefined && worst.ratio > bounds.rowsReadPerRowReturned;
  const isAskingMuch = busiest !== undefined && busiest.per > bounds.statementsPerRequest;
  const ofRows = {
    ...{ operator: '<=' as const, threshold: bounds.rowsReadPerRowReturned, unit: 'rows read per row returned' },
    ...(worst === undefined ? {} : { value: rounded(worst.ratio), samples: worst.sampledCalls }),
  };
  const ofStatements = {
    ...{ operator: '<=' as const, threshold: bounds.statementsPerRequest, unit: 'statements a request' },
    ...(busiest === undefined ? {} : { value: rounded(busiest.per), samples: busiest.requests }),
  };
  // One line, two bounds: the figure that is shown is the one that decides.
  const figures = { ...(isAskingMuch && !isReadingMuch ? ofStatements : ofRows), details };
  const reasons: string[] = [];
  if (isReadingMuch) {
    const rows = `${inWords(worst.ratio)} rows for each that it returns`;
    reasons.push(`a statement on ${worst.largestTable} reads ${rows}: ${worst.query.slice(0, 120)}`);
  }
  if (isAskingMuch) {
    const count = `${inWords(busiest.per, 1)} statements a request`;
    reasons.push(`${busiest.route} needs ${count}, at most ${bounds.statementsPerRequest} are allowed`);
  }
  if (reasons.length > 0) return { status: 'fail', reason: reasons.join('; '), ...figures };
  if (worst === undefined) return unknown('no statement on a large table was sampled often enough', figures);
  if (busiest === undefined) return unknown('nobody counted the statements of a request', figures);
  return { status: 'pass', ...figures };
}

function isJudged(statement: StatementSample, largeTableRows: number): boolean {
  return (
    statement.sampledRowsRead !== null &&
    statement.sampledCalls >= sampledCallsMin &&
    (statement.largestTableRows ?? 0) > largeTableRows
  );
}

/** A call that returned nothing counts as one row: it had to look, too. */
function ratioOf({ sampledRowsRead, sampledRowsReturned, sampledCalls }: StatementSample): number {
  return (sampledRowsRead ?? 0) / Math.max(1, sampledRowsReturned ?? 0, sampledCalls);
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
