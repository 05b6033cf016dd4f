import * as assert from 'uvu/assert';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { TimelineEvent } from '../../core/run.ts';
import { defaultBounds } from '../../criteria/bounds.ts';
import { openLoadRecord } from '../../criteria/folds/load-record.ts';
import { openMadeBookings } from '../../criteria/folds/made-bookings.ts';
import { openJourneys } from '../../criteria/folds/open-journeys.ts';
import { openProbeColumns } from '../../criteria/folds/probe-columns.ts';
import { openResourceRecord } from '../../criteria/folds/resource-figures.ts';
import { loadOf } from '../../criteria/folds/windows.ts';
import { judgeConnectionPooling, judgeIndexes, judgeQueryOptimisation } from '../../criteria/lines/database.ts';
import type { LineEvidence } from '../../criteria/lines/line-evidence.ts';
import { judgeCpu, judgeMemory } from '../../criteria/lines/machine.ts';
import { suite } from '../door.ts';
import { healthy, planOf } from '../recording/synthetic-run.ts';

const test = suite('lines from resources');

/** Evidence of a load of an hour, with these samples. */
function evidence(samples: readonly ResourceSample[], timeline: readonly TimelineEvent[] = []): LineEvidence {
  const resources = openResourceRecord();
  for (const sample of samples) resources.take(sample);
  const plan = planOf({ ...healthy, measuredMs: 3_600_000 });
  const record = openLoadRecord(plan);
  record.requests.startMs.push(...new Array<number>(1000).fill(30_000));
  const load = loadOf(record, 0);
  return {
    ...{ bounds: defaultBounds, loads: [load], resources, timeline, probes: openProbeColumns() },
    experiments: [],
    made: openMadeBookings(),
    figures: {
      cores: 2,
      generatorShare: 0.1,
      othersShare: null,
      unknownShare: null,
      crowdedShare: null,
      targetCores: 1.8,
      targetSeconds: 100,
    },
    generator: { status: 'good', offered: 1, started: 1, dropped: 0, finished: 1, lagMsP99: 1 },
    feeding: () => [load],
    requests: () => {
      throw new Error('not asked for here');
    },
    machineMemoryBytes: 4e9,
  };
}

const limits: ResourceSample = {
  kind: 'limits',
  atMs: 0,
  poolConnections: 20,
  processMemoryBytes: 1e9,
  targetCores: 2,
};
const connections = (count: number): ResourceSample => ({
  ...{ kind: 'database', atMs: 1, connections: count, active: 1, idleInTransaction: 0, waitingForLock: 0 },
});
const returned = (after: number, waitedMs: number): readonly TimelineEvent[] => [
  { event: 'connections-returned', atMs: 1, before: 4, after, waitedMs },
];

test('connections are bounded by the pools and given back', () => {
  const status = (samples: readonly ResourceSample[], timeline: readonly TimelineEvent[] = []) =>
    judgeConnectionPooling(evidence(samples, timeline))?.status;
  assert.is(status([]), undefined);
  assert.is(status([limits, connections(20)], returned(4, 100)), 'pass');
  assert.is(status([limits, connections(21)], returned(4, 100)), 'fail');
  assert.is(status([limits, connections(20)], returned(5, 30_000)), 'fail');
  assert.is(status([limits, connections(20)], returned(5, 3_000)), 'unknown');
  assert.is(status([limits, connections(20)]), 'unknown');
  assert.is(status([connections(20)], returned(4, 100)), 'unknown');
});

const statement = (read: number | null, rowsReturned: number, calls = 50): ResourceSample => ({
  ...{ kind: 'statement', atMs: 1, query: `SELECT ${read}/${rowsReturned}`, calls: 100, totalMs: 1, rowsReturned: 1 },
  ...{ sampledCalls: calls, sampledRowsRead: read, sampledRowsReturned: rowsReturned },
  ...{ largestTable: 'appointments', largestTableRows: 60_000 },
});
const route = (statements: number): ResourceSample => ({
  ...{ kind: 'route-statements', atMs: 1, route: 'GET /x', requests: 10, statements },
});

test('statements read little more than they return, and requests need few of them', () => {
  const status = (...samples: readonly ResourceSample[]) => judgeQueryOptimisation(evidence(samples))?.status;
  assert.is(status(), undefined);
  assert.is(status(statement(5000, 50), route(50)), 'pass');
  assert.is(status(statement(5100, 50), route(50)), 'fail');
  assert.is(status(statement(5000, 0), route(50)), 'pass'); // 50 calls that found nothing looked 50 times
  assert.is(status(statement(50, 50), route(201)), 'fail');
  assert.is(status(statement(50, 50)), 'unknown');
  assert.is(status(route(50)), 'unknown');
  assert.is(status(statement(null, 50), route(50)), 'unknown');
  assert.is(status(statement(90_000, 2, 2), route(50)), 'unknown'); // sampled too seldom
});

test('a large table read as a whole now and then leaves the indexes open; by ordinary requests it convicts', () => {
  const table = (name: string, rows: number, sequentialScans: number): ResourceSample => ({
    ...{ kind: 'table', atMs: 1, table: name, rows, sequentialScans, sequentialRowsRead: 0, indexScans: 1 },
  });
  const status = (...samples: readonly ResourceSample[]) => judgeIndexes(evidence(samples))?.status;
  assert.is(status(table('appointments', 60_000, 1)), 'pass');
  assert.is(status(table('public.appointments', 60_000, 2)), 'unknown');
  assert.is(status(table('appointments', 60_000, 10)), 'unknown');
  assert.is(status(table('appointments', 60_000, 11)), 'fail');
  assert.is(status(table('services', 60_000, 9)), undefined);
  assert.is(status(table('calls', 9_000, 9)), undefined);
});

/** Memory once a minute, with a saw's teeth. */
function memory(minutes: number, bytesAt: (minute: number) => number): readonly ResourceSample[] {
  return Array.from({ length: minutes }, (_, minute) => ({
    ...{ kind: 'process' as const, atMs: 30_000 + minute * 60_000, name: 'api-1', role: 'api' as const, pid: 7 },
    ...{ cpuMs: minute, rssBytes: bytesAt(minute) + (minute % 4) * 1e6, descriptors: 10 },
  }));
}

test('memory must not fill its limit within a week, and a short run cannot say', () => {
  const judge = (samples: readonly ResourceSample[]) => judgeMemory(evidence([limits, ...samples]));
  assert.is(judge(memory(50, () => 2e8))?.status, 'pass');
  assert.is(judge(memory(50, (minute) => 2e8 + minute * 1e6))?.status, 'fail');
  assert.match(judge(memory(10, (minute) => 2e8 + minute * 1e6))?.reason ?? '', /^too few samples: .* more would do$/);
  assert.is(judge([]), undefined);
});

/** Memory once a second, for two minutes. */
function shortMemory(bytesAt: (second: number) => number): readonly ResourceSample[] {
  return Array.from({ length: 120 }, (_, second) => ({
    ...{ kind: 'process' as const, atMs: 60_000 + second * 1_000, name: 'api-1', role: 'api' as const, pid: 7 },
    ...{ cpuMs: second, rssBytes: bytesAt(second) + (second % 4) * 2e6, descriptors: 10 },
  }));
}

test('in two minutes only memory convicts that will be full within half an hour, and does not slow down', () => {
  const judge = (bytesAt: (second: number) => number) =>
    judgeMemory(evidence([limits, ...shortMemory(bytesAt)]))?.status;
  assert.is(
    judge((second) => 1e8 + second * 1e6),
    'fail',
  );
  // Too slow to say; a heap that warms up; one that grows in leaps; one that is given back.
  assert.is(
    judge((second) => 1e8 + second * 2e5),
    'unknown',
  );
  assert.is(
    judge((second) => 1e8 + 2e8 * (1 - Math.exp(-second / 40))),
    'unknown',
  );
  assert.is(
    judge((second) => 1e8 + Math.floor(second / 60) * 8e7),
    'unknown',
  );
  assert.is(
    judge((second) => 1e8 + (second % 50) * 4e6),
    'unknown',
  );
});

test('CPU is advice by its share of the target’s cores', () => {
  assert.is(judgeCpu(evidence([limits]))?.status, 'fail');
  assert.is(judgeCpu(evidence([limits]))?.value, 90);
});

test('the fewest open journeys of a second are counted at the worst moment of it', () => {
  // Three users; one leaves at 1.4 s and is followed by another at 1.6 s.
  const columns = { startMs: [0, 0, 0, 1600], endMs: [9000, 9000, 1400, 9000] };
  assert.equal(openJourneys(columns, 0, 4), [3, 2, 3, 3]);
});
