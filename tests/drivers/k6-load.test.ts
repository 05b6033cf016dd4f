import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { type K6End, startK6 } from '../../campaigns/k6-process.ts';
import { isJourney } from '../../core/journey.ts';
import type { LoadInput } from '../../core/load-input.ts';
import type { Mark, Operation } from '../../core/operation.ts';
import { arrivalCount, type Plan } from '../../core/plan.ts';
import { findTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from './toy-platform.ts';

const test = suite('k6 load');

const stages = [{ durationMs: 3_000, endPerSecond: 12 }];
const plan: Plan = {
  name: 'booking-day',
  users: 0,
  requestsPerSecond: 0,
  phases: [{ name: 'measured', fromMs: 0, toMs: 3_000, measured: true }],
  arrivals: [
    { journey: 'voice-call', startPerSecond: 4, stages, openMax: 40 },
    { journey: 'staff-day', startPerSecond: 4, stages, openMax: 40 },
  ],
  feeds: [],
  gracePeriodMs: 5_000,
  requestTimeoutMs: 1_000,
};

interface Recorded {
  readonly end: K6End;
  readonly operations: readonly Operation[];
  readonly marks: readonly Mark[];
}

/** Plays the plan with a real k6 against a toy platform, and reads what it wrote. */
async function play(baseUrls: readonly string[], targetFile: string): Promise<Recorded> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
  const voice = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 2, turns: [200, 200, 200, 200] };
  const staff = { tenant: 't', branch: 'b', day: '2026-12-01', looks: 4, pauses: [500, 500, 500, 500], noShow: false };
  const demandFile = join(folder, 'demand.json');
  await writeFile(
    demandFile,
    JSON.stringify({ schemaVersion: 1, journeys: { 'voice-call': [voice], 'staff-day': [staff] } }),
  );
  const input: LoadInput = {
    ...{ plan, baseUrls, demandFile, targetFile, anchorDay: '2026-11-22', seed: 1, runId: '0000abcd' },
    ...{ originMs: Date.now(), isRecorded: true, firstRow: 0 },
  };
  const historyFile = join(folder, 'history.ndjson');
  const entry = resolve(import.meta.dirname, '../../scenarios/booking-day.ts');
  const options = { k6: await findTool('k6'), entry, input, historyFile, secrets: { 'toy-key': 'canary' } };
  const k6 = await startK6({ ...options, logFile: join(folder, 'k6.log') });
  const end = await k6.ended;
  const text = await readFile(historyFile, 'utf8');
  await rm(folder, { recursive: true });
  assert.is(text.includes('canary'), false);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Operation | Mark);
  const marks = lines.filter((line): line is Mark => 'mark' in line);
  return { end, marks, operations: lines.filter((line): line is Operation => !('mark' in line)) };
}

const toy = resolve(import.meta.dirname, 'toy-target.ts');

test('every arrival of the plan is one journey, in time, and every operation one line', async () => {
  const platforms = await Promise.all([1, 2].map(() => startToyPlatform(() => ({ status: 200, body: '{}' }))));
  const { end, operations, marks } = await play(
    platforms.map(({ baseUrl }) => baseUrl),
    toy,
  );
  await Promise.all(platforms.map((platform) => platform.stop()));
  const journeys = operations.filter(isJourney);
  const offered = plan.arrivals.reduce((sum, arrivals) => sum + arrivalCount(arrivals), 0);
  assert.is(end.exitCode, 0, end.lastError);
  assert.is(end.interrupted, 0);
  assert.is(end.completed, journeys.length);
  assert.is(journeys.length, offered);
  assert.is(new Set(operations.map(({ id }) => id)).size, operations.length);
  const requests = operations.flatMap((operation) => operation.requests).length;
  const seen = platforms.map((platform) => platform.requests.length);
  assert.is(requests, (seen[0] ?? 0) + (seen[1] ?? 0), 'each request that arrived is recorded');
  assert.ok(Math.abs((seen[0] ?? 0) - (seen[1] ?? 0)) < requests * 0.2, `spread over both: ${seen.join(' and ')}`);
  assert.is(marks.filter(({ mark }) => mark === 'load-started').length, 2);
  assert.ok(
    journeys.every(({ startMs, intendedMs = 0 }) => startMs >= intendedMs - 1),
    'nobody comes before his time',
  );
});

test('journeys that the end of the load finds open say so, and none is lost', async () => {
  const platform = await startToyPlatform(() => ({ status: 200, body: '{}' }));
  const { end, operations } = await play([platform.baseUrl], toy);
  await platform.stop();
  const journeys = operations.filter(isJourney);
  const cutOff = journeys.filter(({ type }) => type === 'info');
  assert.is(end.interrupted, 0);
  assert.ok(cutOff.length > 0);
  const booked = journeys.filter(({ type, value }) => type === 'ok' && value.asked.goal === 'booking');
  assert.ok(booked.length > 0);
  // Four pauses of 200 ms from when the arrival was due: a late start makes them shorter, not the visit longer.
  for (const { endMs, intendedMs = 0 } of booked) assert.ok(endMs - intendedMs >= 799, `${endMs - intendedMs} ms`);
});

test('a platform that answers nonsense is recorded as unknown', async () => {
  const platform = await startToyPlatform(() => ({ status: 500, body: '<b>broken</b>' }));
  const { operations } = await play([platform.baseUrl], toy);
  await platform.stop();
  const asked = operations.filter(({ verb }) => verb !== 'journey');
  assert.ok(asked.length > 0);
  assert.ok(asked.every(({ type, requests }) => type === 'info' && requests[0]?.status === 500));
});
