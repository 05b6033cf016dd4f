import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startK6 } from '../campaigns/k6-process.ts';
import type { LoadInput } from '../core/load-input.ts';
import type { Round } from '../core/round.ts';
import { playRaces } from '../drivers/socket/play-races.ts';
import { shapes } from '../scenarios/races/shapes.ts';
import { findTool } from '../tools/find-tool.ts';
import { target } from './null-target.ts';

/**
 * How far apart the requests of 50 contenders arrive, from the first to the last of a round, at a receiver that answers
 * later. The scenarios' own drivers play the same rounds: sockets that hold one byte back, and k6 at its barrier.
 */
const contenders = 50;
const roundsCount = 15;
const roundMs = 2_000;
const prepareMs = 1_200;
const settleMs = 2_000;

const receiver = new Worker(new URL('./raced-arrivals.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
try {
  const [{ port }] = (await once(receiver, 'message')) as [AddressInfo];
  const lengthMs = settleMs + roundsCount * roundMs;
  const input = (name: string): LoadInput => ({
    plan: {
      ...{ name, users: 0, requestsPerSecond: 0, arrivals: [], feeds: [], rounds: rounds(), lanes: contenders },
      phases: [{ name: 'races', fromMs: 0, toMs: lengthMs, measured: true }],
      ...{ gracePeriodMs: 10_000, requestTimeoutMs: 5_000 },
    },
    ...{ baseUrls: [`http://127.0.0.1:${port}`], anchorDay: '2027-03-01', seed: 1, runId: '0000bea7' },
    ...{ originMs: Date.now(), isRecorded: true, firstRow: 0, demandFile: join(folder, 'demand.json') },
    targetFile: resolve(import.meta.dirname, 'null-target.ts'),
  });
  const secrets = { key: 'canary' };

  const beganMs = performance.now();
  const { faults } = await playRaces({
    ...{ input: input('booking-race-sharp'), secrets, target, shapes, clock: () => performance.now() - beganMs },
    ...{ write: () => undefined, signal: new AbortController().signal },
  });
  if (faults.size > 0) throw new Error([...faults.keys()].join('; '));
  const sharp = await spreads('sharp');

  const k6 = await startK6({
    ...{ k6: await findTool('k6'), input: input('booking-race'), secrets },
    entry: resolve(import.meta.dirname, '..', 'scenarios', 'booking-race.ts'),
    ...{ historyFile: join(folder, 'history.ndjson'), logFile: join(folder, 'k6.log') },
  });
  const { exitCode, lastError } = await k6.ended;
  if (exitCode !== 0) throw new Error(`k6 ended with ${exitCode}: ${lastError}`);
  const barrier = await spreads('k6');

  console.log(
    JSON.stringify([
      figure(`start spread of ${contenders}: sharp, last byte held back`, sharp, 1),
      figure(`start spread of ${contenders}: k6, wall-clock barrier`, barrier, 5),
    ]),
  );
} finally {
  await receiver.terminate();
  await rm(folder, { recursive: true, force: true });
}

/** n users for one slot, one round after the other, each at a slot of its own. */
function rounds(): Round[] {
  return Array.from({ length: roundsCount }, (_, number) => {
    const fromMs = settleMs + number * roundMs;
    const day = `2027-03-${String(number + 1).padStart(2, '0')}`;
    const slot = { resource: 'staff-1', start: `${day}T10:00:00Z`, end: `${day}T10:30:00Z` };
    return {
      ...{ number, shape: 'n-for-one-slot', factors: { entry: 'staff' } },
      ...{ fromMs, meetMs: fromMs + prepareMs, toMs: fromMs + roundMs },
      places: [{ tenant: 'company-0001', branch: 'branch-00001', service: 'service-00001', slot }],
      contenders: Array.from({ length: contenders }, (_, lane) => ({
        ...{ lane, role: 'book', customer: `customer-${lane}`, offsetMs: 0 },
      })),
    };
  });
}

/** From the first arrival to the last one, of every round in which all arrived. */
async function spreads(name: string): Promise<readonly number[]> {
  receiver.postMessage('what arrived?');
  const [arrivals] = (await once(receiver, 'message')) as [Record<string, number[]>];
  const whole = Object.values(arrivals).filter((each) => each.length === contenders);
  if (whole.length !== roundsCount) throw new Error(`${name}: only ${whole.length} of ${roundsCount} rounds are whole`);
  const found = whole.map((each) => Math.max(...each) - Math.min(...each));
  process.stderr.write(`  ${name}: ${found.map((each) => each.toFixed(2)).join(' ')} ms\n`);
  return found;
}

function figure(name: string, found: readonly number[], most: number) {
  const value = [...found].sort((a, b) => a - b)[Math.floor(found.length / 2)] as number;
  return { name, value, unit: 'ms', bound: `<= ${most}`, ok: value <= most };
}
