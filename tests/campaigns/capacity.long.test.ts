import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { findCapacity } from '../../campaigns/find-capacity.ts';
import { startK6 } from '../../campaigns/k6-process.ts';
import { measureStep } from '../../campaigns/measure-step.ts';
import { stress } from '../../scenarios/stress.plan.ts';
import { findTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';

const test = suite('capacity');

const serviceMs = 10;
/** What a visit asks of the toy platform: a call 5 requests, a web booking 7, four looks of the reception 4. */
const requestsPerJourney = (5 + 7 + 4) / 3;
const knownPerSecond = 1000 / serviceMs / requestsPerJourney;

/** A platform with one server behind one queue: it answers a request every 10 ms and no faster, whatever comes. */
async function startQueue() {
  let freeMs = 0;
  const server = createServer((request, response) => {
    const nowMs = performance.now();
    freeMs = Math.max(nowMs, freeMs) + serviceMs;
    request.resume();
    setTimeout(() => response.writeHead(200).end('{}'), freeMs - nowMs);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { baseUrl, stop };
}

test('the search finds the knee of a platform of known capacity within 10 %, with a real k6', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
  const caller = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 2 };
  const demandFile = join(folder, 'demand.json');
  const journeys = {
    'voice-call': [{ ...caller, turns: [1, 1, 1, 1] }],
    'web-booking': [{ ...caller, pauses: [1, 1, 1, 1, 1, 1], after: 'none' }],
    'staff-day': [{ ...wish, day: '2026-12-01', looks: 4, pauses: [1, 1, 1, 1], noShow: false }],
  };
  await writeFile(demandFile, JSON.stringify({ schemaVersion: 1, journeys }));
  const k6 = await findTool('k6');
  const entry = resolve(import.meta.dirname, '../../scenarios/stress.ts');
  const targetFile = resolve(import.meta.dirname, '../drivers/toy-target.ts');
  let steps = 0;

  const measure = async (ratePerSecond: number) => {
    // A queue of its own for each step: what one left behind is not the next one's.
    const queue = await startQueue();
    const plan = stress.plan({
      users: 0,
      ratePerSecond,
      durationMs: 5_000,
      journeyMs: { 'voice-call': 1, 'web-booking': 1, 'staff-day': 1 },
    });
    const historyFile = join(folder, `stress-${steps++}.ndjson`);
    await writeFile(
      historyFile,
      `${JSON.stringify({ schemaVersion: 1, source: `stress-${steps - 1}`, offsetMs: 0, errorMs: 1 })}\n`,
    );
    const input = {
      ...{
        plan,
        demandFile,
        targetFile,
        baseUrls: [queue.baseUrl],
        anchorDay: '2026-11-22',
        seed: 1,
        runId: '0000abcd',
      },
      ...{ originMs: Date.now(), isRecorded: true, firstRow: 0 },
    };
    const run = await startK6({
      k6,
      entry,
      input,
      historyFile,
      logFile: join(folder, 'k6.log'),
      secrets: { 'toy-key': 'x' },
    });
    const { exitCode, lastError } = await run.ended;
    queue.stop();
    assert.is(exitCode, 0, lastError);
    return await measureStep(historyFile, plan);
  };

  const signal = new AbortController().signal;
  const search = { startPerSecond: 8, mostPerSecond: 200, precision: 1.06, confirmations: 1 };
  const { holdsPerSecond, failsPerSecond, steps: taken } = await findCapacity({ ...search, measure, signal });
  await rm(folder, { recursive: true });
  const said = taken.map(
    ({ ratePerSecond, outcome }) => `${ratePerSecond.toFixed(1)} ${outcome.held ? 'holds' : outcome.reason}`,
  );
  assert.ok(failsPerSecond !== null, said.join('; '));
  assert.ok(
    Math.abs(holdsPerSecond / knownPerSecond - 1) <= 0.1,
    `${holdsPerSecond} for ${knownPerSecond}: ${said.join('; ')}`,
  );
});
