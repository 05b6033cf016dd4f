import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { startK6 } from '../../campaigns/k6-process.ts';
import type { Plan } from '../../core/plan.ts';
import type { Reach } from '../../core/reach.ts';
import { findTool } from '../../tools/find-tool.ts';
import { suite } from '../door.ts';
import { makeCertificate } from './make-certificate.ts';

const test = suite('where k6 goes');

const stages = [{ durationMs: 1_000, endPerSecond: 10 }];
const plan: Plan = {
  name: 'booking-day',
  users: 0,
  requestsPerSecond: 0,
  phases: [{ name: 'measured', fromMs: 0, toMs: 1_000, measured: true }],
  arrivals: [{ journey: 'voice-call', startPerSecond: 10, stages, openMax: 40 }],
  feeds: [],
  gracePeriodMs: 2_000,
  requestTimeoutMs: 1_000,
};

/** Statuses that k6 saw. */
async function play(baseUrl: string, reach: Reach): Promise<ReadonlySet<number>> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const wish = { tenant: 't', branch: 'b', service: 's', fromDay: '2026-12-01', days: 3 };
  const row = { ...wish, name: 'n', phone: '+49', customer: 'c', patience: 1, turns: [0, 0, 0, 0] };
  const demandFile = join(folder, 'demand.json');
  await writeFile(demandFile, JSON.stringify({ schemaVersion: 1, journeys: { 'voice-call': [row] } }));
  const [hostname = '', [address = ''] = []] = Object.entries(reach.addresses)[0] ?? [];
  const input = {
    ...{ plan, baseUrls: [baseUrl], demandFile, targetFile: resolve(import.meta.dirname, 'toy-target.ts') },
    ...{ anchorDay: '2026-11-22', seed: 1, runId: '0000abcd', originMs: Date.now(), isRecorded: true, firstRow: 0 },
    hosts: { [hostname]: address },
  };
  const historyFile = join(folder, 'history.ndjson');
  const entry = resolve(import.meta.dirname, '../../scenarios/booking-day.ts');
  const options = { k6: await findTool('k6'), entry, input, historyFile, secrets: {}, reach };
  const { exitCode, lastError } = await (await startK6({ ...options, logFile: join(folder, 'k6.log') })).ended;
  assert.is(exitCode, 0, lastError);
  const text = await readFile(historyFile, 'utf8');
  await rm(folder, { recursive: true });
  return new Set([...text.matchAll(/"status":(\d+)/g)].map(([, status]) => Number(status)));
}

test('only to the address that the name had at first, and only to who can show a trusted certificate', async () => {
  const tls = makeCertificate(['staging.test']);
  const strangers = makeCertificate(['staging.test']);
  const seen: string[] = [];
  const take = (request: IncomingMessage): void => void seen.push(request.headers.host ?? '');
  const secure = createSecureServer(tls, (request, response) => {
    take(request);
    response.end('{}');
  });
  const plain = createServer((request, response) => {
    take(request);
    response.end('{}');
  });
  for (const server of [secure, plain]) await new Promise<void>((done) => server.listen(0, '127.0.0.2', done));
  const portOf = (server: typeof plain): number => (server.address() as AddressInfo).port;
  const addresses = { 'staging.test': ['127.0.0.2'] };
  try {
    assert.equal(await play(`http://staging.test:${portOf(plain)}`, { addresses }), new Set([200]));
    const host = `staging.test:${portOf(secure)}`;
    assert.equal(await play(`https://${host}`, { addresses, certificates: tls.cert }), new Set([200]));
    assert.equal([...new Set(seen)], [`staging.test:${portOf(plain)}`, host]);
    seen.length = 0;
    assert.equal(await play(`https://${host}`, { addresses, certificates: strangers.cert }), new Set([0]));
    assert.equal(await play(`https://${host}`, { addresses }), new Set([0]));
    assert.equal(
      await play(`http://staging.test:${portOf(plain)}`, { addresses: { 'other.test': ['127.0.0.2'] } }),
      new Set([0]),
    );
    assert.equal(seen, []);
  } finally {
    for (const server of [secure, plain]) {
      server.closeAllConnections();
      server.close();
    }
  }
});
