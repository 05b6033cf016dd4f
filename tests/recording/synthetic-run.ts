import { mkdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { arrivalCount, arrivalMs, type Plan } from '../../core/plan.ts';
import { type Random, random } from '../../core/random.ts';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { RunRecord, TimelineEvent } from '../../core/run.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { openLines } from '../../recording/write-lines.ts';
import { openState } from '../../recording/write-state.ts';

/** A run folder whose true figures are known, written as a run would write it. */
export interface SyntheticOptions {
  readonly seed: number;
  readonly users: number;
  readonly measuredMs: number;
  /** Seconds between a user's requests. */
  readonly pauseSeconds: number;
  /** Share of requests that are answered 500. */
  readonly errorShare: number;
  /** The time of one request. */
  readonly latencyMs: (random: Random, atMs: number) => number;
  /** Changes each operation before it is written; undefined leaves it out. */
  readonly change?: (operation: Operation) => Operation | undefined;
  readonly changeFinal?: (booking: StoredBooking) => StoredBooking | undefined;
  /** Probes over the whole load, a second apart. */
  readonly isProbed: boolean;
}

export const healthy: SyntheticOptions = {
  seed: 1,
  users: 1_100,
  measuredMs: 30_000,
  pauseSeconds: 4,
  errorShare: 0,
  latencyMs: (draw) => 10 + 30 * draw.next(),
  isProbed: true,
};

const warmUpMs = 25_000;
const visitMs = 20_000;

export const run: RunRecord = {
  ...{ schemaVersion: 1, campaign: 'rehearsal', seed: 1, anchorDay: '2027-03-01', target: 'reference' },
  ...{ targetVersion: '1', environment: 'embedded', baseUrls: ['http://127.0.0.1:1'], defects: [], users: 1000 },
  ...{ startedAt: '2027-03-01T08:00:00.000Z', toolVersions: {}, gitCommit: null, commandLine: ['run'] },
  machine: { cores: 2, memoryBytes: 8e9, system: 'test' },
};

export function planOf({ users, measuredMs }: SyntheticOptions): Plan {
  const lengthMs = warmUpMs + measuredMs;
  const perSecond = users / (visitMs / 1000);
  return {
    ...{ name: 'booking-day', users: 1000, requestsPerSecond: 100, gracePeriodMs: 1000, requestTimeoutMs: 1000 },
    phases: [
      { name: 'warm-up', fromMs: 0, toMs: warmUpMs, measured: false },
      { name: 'measured', fromMs: warmUpMs, toMs: lengthMs, measured: true },
    ],
    arrivals: [
      {
        ...{ journey: 'voice-call', startPerSecond: perSecond, openMax: users * 2 },
        stages: [{ durationMs: lengthMs, endPerSecond: perSecond }],
      },
    ],
    feeds: ['api-latency', 'error-rate', 'booking-success', 'booking-time', 'uptime'],
  };
}

/** Writes the folder and returns how many operations are in it. */
export async function writeSyntheticRun(path: string, options: SyntheticOptions): Promise<number> {
  const folder = runFolder(path);
  mkdirSync(folder.histories, { recursive: true });
  const plan = planOf(options);
  await writeFile(folder.run, JSON.stringify(run));
  await writeFile(folder.plans, JSON.stringify({ schemaVersion: 1, plans: [plan] }));
  await writeFile(folder.world, JSON.stringify({ schemaVersion: 1, seed: 1, anchorDay: run.anchorDay, tenants: [] }));
  const events: TimelineEvent[] = [
    { event: 'load-ended', atMs: warmUpMs + options.measuredMs + 1500, source: plan.name, exitCode: 0, interrupted: 0 },
    { event: 'connections-returned', atMs: 90_000, before: 10, after: 10, waitedMs: 200 },
  ];
  writeAll(folder.timeline, { schemaVersion: 1, source: 'timeline' }, events);
  writeAll(folder.resources, { schemaVersion: 1, source: 'resources' }, resources(options));
  const initial = openState(folder.initialState, 'initial-state');
  for (let n = 0; n < 100; n += 1) initial.write(standing(n));
  initial.complete();

  const final = openState(folder.finalState, 'final-state');
  for (let n = 0; n < 100; n += 1) final.write(standing(n));
  const operations = writeHistory(folder.history(plan.name), plan, options, (booking) => {
    const changed = options.changeFinal === undefined ? booking : options.changeFinal(booking);
    if (changed !== undefined) final.write(changed);
  });
  final.complete();
  if (options.isProbed) writeProbes(folder.history('prober'), options);
  return operations;
}

function writeHistory(
  path: string,
  plan: Plan,
  options: SyntheticOptions,
  store: (booking: StoredBooking) => void,
): number {
  // The source's clock stands 500 ms behind the run's.
  const lines = openLines(path, { schemaVersion: 1, source: plan.name, offsetMs: 500, errorMs: 1 });
  const draw = random(options.seed);
  lines.write({ mark: 'load-started', atMs: 500 });
  let written = 0;
  const write = (operation: Operation): void => {
    const changed = options.change === undefined ? operation : options.change(operation);
    if (changed === undefined) return;
    lines.write(changed);
    written += 1;
  };
  const endMs = 500 + warmUpMs + options.measuredMs;
  for (const arrivals of plan.arrivals) {
    for (let n = 0; n < arrivalCount(arrivals); n += 1) {
      const arrivedMs = 500 + (arrivalMs(arrivals, n) ?? 0);
      for (const operation of visit(n, arrivedMs, endMs, options, draw, store)) write(operation);
    }
  }
  lines.close();
  return written;
}

/** A caller: looks, books, reads again and again with pauses, and hangs up after 20 s, or at the load's end. */
function* visit(
  arrival: number,
  arrivedMs: number,
  endMs: number,
  options: SyntheticOptions,
  draw: Random,
  store: (booking: StoredBooking) => void,
): Generator<Operation> {
  const process = `voice-call-${arrival}`;
  const leavesMs = Math.min(arrivedMs + visitMs, endMs);
  let number = 0;
  for (let dueMs = arrivedMs; dueMs < leavesMs; dueMs += options.pauseSeconds * 1000) {
    const isBroken = draw.chance(options.errorShare);
    const isBooking = number === 1;
    const startMs = dueMs + draw.next();
    const request = {
      route: isBooking ? 'POST /bookings' : 'GET /slots',
      startMs,
      endMs: dueMs + options.latencyMs(draw, dueMs),
      status: isBroken ? 500 : 200,
    };
    const booking = bookingOf(arrival);
    const { id, tenant, resource, start, end } = booking;
    yield {
      ...{ id: `${process}/${number}`, intent: isBooking ? (booking.tag ?? '') : `${process}/${number}`, process },
      ...(isBooking ? { idempotencyKey: booking.tag ?? '' } : {}),
      ...{ verb: isBooking ? 'book' : 'find-slots', keys: isBooking ? [resource] : [] },
      ...{ startMs, endMs: request.endMs, intendedMs: dueMs, type: isBroken ? 'info' : 'ok', requests: [request] },
      value: isBooking
        ? {
            asked: { tenant, slot: { resource, start, end }, customer: 'c' },
            ...(isBroken ? { reason: 'unknown' } : { answered: { booking: id, slot: { resource, start, end } } }),
          }
        : { asked: { tenant }, ...(isBroken ? { reason: 'unknown' } : { answered: { offered: 3 } }) },
    };
    if (isBooking) store(booking);
    number += 1;
  }
  yield {
    ...{ id: `${process}/journey`, intent: `${process}/journey`, process, verb: 'journey', keys: [], requests: [] },
    ...{ startMs: arrivedMs + 0.5, endMs: leavesMs, intendedMs: arrivedMs },
    type: arrivedMs + visitMs <= endMs ? 'ok' : 'info',
    value: {
      asked: { journey: 'voice-call', goal: 'booking', arrival },
      answered: { pausedMs: leavesMs - arrivedMs - 100, waitedMs: 100, attempts: number },
    },
  };
}

function bookingOf(arrival: number): StoredBooking {
  const minute = String(arrival % 60).padStart(2, '0');
  const hour = String(Math.floor(arrival / 60) % 24).padStart(2, '0');
  const day = `2027-03-02T${hour}:${minute}`;
  return {
    ...{ id: `b${arrival}`, tag: `run1-voice-call-${arrival}-0`, tenant: 't1', status: 'booked' },
    ...{ resource: `r${Math.floor(arrival / 1440)}`, start: `${day}:00Z`, end: `${day}:30Z` },
  };
}

function standing(n: number): StoredBooking {
  const start = `2026-01-01T00:${String(n % 60).padStart(2, '0')}:00Z`;
  return { id: `old${n}`, tenant: 't1', resource: 'r0', start, end: start, status: 'booked' };
}

function writeProbes(path: string, { measuredMs }: SyntheticOptions): void {
  const lines = openLines(path, { schemaVersion: 1, source: 'prober', offsetMs: 0, errorMs: 0 });
  for (let second = 0; second < (warmUpMs + measuredMs) / 1000; second += 1) {
    const startMs = 1000 + second * 1000;
    const request = { route: 'GET /health/live', startMs, endMs: startMs + 3, status: 200 };
    lines.write({
      ...{ id: `probe-${second}`, intent: `probe-${second}`, process: 'prober-1', verb: 'probe', keys: [] },
      ...{ startMs, endMs: startMs + 3, intendedMs: startMs, type: 'ok', requests: [request], value: { asked: {} } },
    });
  }
  lines.close();
}

function resources({ measuredMs }: SyntheticOptions): readonly ResourceSample[] {
  const samples: ResourceSample[] = [
    { kind: 'limits', atMs: 0, poolConnections: 20, processMemoryBytes: null, targetCores: 2 },
    { kind: 'route-statements', atMs: 0, route: 'GET /slots', requests: 10, statements: 30 },
  ];
  for (let atMs = 0; atMs <= warmUpMs + measuredMs; atMs += 1000) {
    samples.push(
      processSample('api-1', 'api', atMs, 0.4),
      processSample('database', 'database', atMs, 0.3),
      processSample('k6', 'generator', atMs, 0.2),
      { kind: 'machine', atMs, cores: 2, busyMs: atMs, stealMs: 0, memoryAvailableBytes: 4e9, cpuPressureUs: null },
      { kind: 'database', atMs, connections: 14, active: 2, idleInTransaction: 0, waitingForLock: 0 },
    );
  }
  const atMs = warmUpMs + measuredMs;
  samples.push(
    {
      ...{ kind: 'statement', atMs, query: 'SELECT $1', calls: 1000, totalMs: 100, rowsReturned: 2000 },
      ...{ sampledCalls: 50, sampledRowsRead: 300, sampledRowsReturned: 100 },
      ...{ largestTable: 'appointments', largestTableRows: 60_000 },
    },
    {
      ...{ kind: 'table', atMs, table: 'appointments', rows: 60_000, sequentialScans: 0 },
      ...{ sequentialRowsRead: 0, indexScans: 5000 },
    },
  );
  return samples;
}

function processSample(
  name: string,
  role: 'api' | 'database' | 'generator',
  atMs: number,
  cores: number,
): ResourceSample {
  return { kind: 'process', atMs, name, role, pid: name.length, cpuMs: atMs * cores, rssBytes: 1e8, descriptors: 30 };
}

function writeAll(path: string, header: unknown, records: readonly unknown[]): void {
  const lines = openLines(path, header);
  for (const record of records) lines.write(record);
  lines.close();
}
