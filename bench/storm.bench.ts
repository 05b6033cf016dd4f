import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { openLines } from '../recording/write-lines.ts';
import { type Delivery, deliveriesOf } from '../scenarios/storm/deliveries.ts';
import { playStorm } from '../scenarios/storm/play-storm.ts';
import { storiesOf } from '../scenarios/storm/stories.ts';
import { reference } from '../targets/reference.ts';

/**
 * What a signed, recorded delivery costs the generator, and how many a second it makes, against a receiver that does
 * nothing; beside autocannon alone, which sends one and the same request to it, in turn. The first round of each warms
 * up and does not count; its line on stderr says what a short storm costs, a fifth more or so.
 */
const rounds = 5;
const connections = 25;
const processes = 4;

const secrets = {
  'webhook/company-0001': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'webhook/company-0001/new': 'whsec_bmV4dCBzZWNyZXQgb2YgdGhlIHNhbWU=',
  'webhook/nobody': 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==',
};

interface Cost {
  /** µs a request */
  readonly cpu: number;
  readonly perSecond: number;
}

const receiver = fork(new URL('./null-receiver.ts', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'ansturm-bench-'));
try {
  const [port] = (await once(receiver, 'message')) as [number];
  const baseUrl = `http://127.0.0.1:${port}`;
  const deliveries = allAtOnce();
  const found: { storm: Cost[]; bare: Cost[] } = { storm: [], bare: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const storm = await costOf(() => play(baseUrl, deliveries, join(folder, `${round}.ndjson`)));
    const bare = await costOf(() => fireAlone(baseUrl, deliveries.length));
    process.stderr.write(`  storm ${inWords(storm)}; autocannon alone ${inWords(bare)}\n`);
    if (round === 0) continue;
    found.storm.push(storm);
    found.bare.push(bare);
  }
  const cpu = median(found.storm.map((cost) => cost.cpu));
  const perSecond = median(found.storm.map((cost) => cost.perSecond));
  const times = median(found.storm.map((cost, round) => cost.cpu / (found.bare[round]?.cpu ?? Number.NaN)));
  console.log(
    JSON.stringify([
      { name: 'storm: CPU per signed, recorded delivery', value: cpu, unit: 'µs', bound: '<= 45', ok: cpu <= 45 },
      {
        ...{ name: 'storm: signed, recorded deliveries a second', value: perSecond, unit: '1/s' },
        ...{ bound: '>= 15000', ok: perSecond >= 15_000 },
      },
      {
        ...{ name: 'storm: CPU against autocannon alone', value: times, unit: 'times' },
        ...{ bound: '<= 3', ok: times <= 3 },
      },
    ]),
  );
} finally {
  receiver.disconnect();
  await rm(folder, { recursive: true, force: true });
}

/** A storm as it is, but for its pauses: all of it is due at once. */
function allAtOnce(): readonly Delivery[] {
  const place = { tenant: 'company-0001', branch: 'branch-00001', service: 'service-00001' };
  const slot = { resource: 'staff-1', start: '2027-03-02T10:00:00Z', end: '2027-03-02T10:30:00Z' };
  const ground = { lay: () => [{ ...place, slot }] };
  const customers = { [place.tenant]: ['customer-0000001'] };
  const asked = { seed: 1, stories: 4_000, prefix: '0000bea7-storm', ground, customers, offers: reference.offers };
  const stories = storiesOf(asked);
  const all = deliveriesOf({ seed: 1, lengthMs: 20_000, stories, forged: [] });
  return all.map((delivery) => ({ ...delivery, dueMs: 0 }));
}

async function play(baseUrl: string, deliveries: readonly Delivery[], file: string): Promise<number> {
  const history = openLines(file, { schemaVersion: 1, source: 'storm', offsetMs: 0, errorMs: 0 });
  const beganMs = performance.now();
  const { outcomes } = await playStorm({
    ...{ deliveries, retryAfterMs: [], lastsMsMax: 600_000, target: reference, secrets, connections },
    ...{ baseUrls: Array<string>(processes).fill(baseUrl), runId: '0000bea7', timeoutMs: 10_000 },
    ...{ clock: () => performance.now() - beganMs, signal: new AbortController().signal },
    write: (line) => void history.write(line),
  });
  history.close();
  if (outcomes.ok !== deliveries.length) throw new Error(`not all was acknowledged: ${JSON.stringify(outcomes)}`);
  return outcomes.ok;
}

async function fireAlone(baseUrl: string, amount: number): Promise<number> {
  const { '2xx': replied } = await autocannon({
    ...{
      url: `${baseUrl}/webhooks/standard/company-0001`,
      method: 'POST',
      connections: connections * processes,
      amount,
    },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'call-started', data: { callId: '0000bea7-storm-call-17', sequence: 0 } }),
  });
  return replied;
}

async function costOf(send: () => Promise<number>): Promise<Cost> {
  const before = process.cpuUsage();
  const beganMs = performance.now();
  const sent = await send();
  const { user, system } = process.cpuUsage(before);
  return { cpu: (user + system) / sent, perSecond: (sent * 1000) / (performance.now() - beganMs) };
}

function inWords({ cpu, perSecond }: Cost): string {
  return `${cpu.toFixed(1)} µs, ${Math.round(perSecond)}/s`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
