import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { Lab, StartOptions } from '../../environments/environment.ts';
import { external } from '../../environments/external.ts';
import { freePort } from '../../environments/free-port.ts';
import { suite } from '../door.ts';
import { until } from './bench.ts';

const test = suite('external');
let requests = 0;
const server = createServer((_request, reply) => {
  requests += 1;
  reply.writeHead(404).end('no such page');
});
let port = 0;

test.before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
test.after(() => {
  server.closeAllConnections();
  server.close();
});

function start(baseUrls: readonly string[], more: Partial<StartOptions> = {}): Promise<Lab> {
  return external.start({
    baseUrls,
    fixturesFolder: '/nowhere',
    runFolder: '/nowhere',
    defects: [],
    signal: new AbortController().signal,
    note: () => undefined,
    ...more,
  });
}

async function failure(started: Promise<Lab>): Promise<Failure> {
  try {
    await started;
  } catch (error) {
    assert.instance(error, Failure);
    return error as Failure;
  }
  throw new Error('it started');
}

test('a target on loopback is taken as it is: all that rests on looking into it is unknown', async () => {
  const lab = await start([`http://127.0.0.1:${port}/`, `http://localhost:${port}`]);
  assert.equal(lab.baseUrls, [`http://127.0.0.1:${port}`, `http://localhost:${port}`]);
  assert.equal(lab.processes(), []);
  assert.is(await lab.statementCalls(), null);
  assert.is(await lab.connections(), null);
  assert.equal(await lab.statements(1), []);
  const samples: ResourceSample[] = [];
  const extra = () => [{ name: 'k6', role: 'generator', pid: process.pid }] as const;
  const observer = lab.observe((sample) => samples.push(sample), { intervalMs: 10, clock: () => 5, extra });
  await until('the generator is seen', () => samples.filter(({ kind }) => kind === 'process').length > 1);
  await observer.stop();
  assert.equal([...new Set(samples.map(({ kind }) => kind))].sort(), ['machine', 'process']);
  await lab.stop();
});

test('any other address is refused with exit code 2, each by name, before the first request', async () => {
  const before = requests;
  const refused = [
    'http://192.0.2.1:3000',
    'http://example.org',
    'http://127.0.0.1.example.org',
    `http://127.0.0.1:${port}@example.org`,
    'http://0.0.0.0:3000',
    // A name that leads to this machine today, on most systems by /etc/hosts; tomorrow it may lead elsewhere.
    `http://${hostname() === 'localhost' ? 'ip6-localhost' : hostname()}:3000`,
    'http://[::ffff:192.0.2.1]',
    'http://user:geheim@127.0.0.1',
    'ftp://127.0.0.1',
    'http://127.0.0.1/?a=b',
    'nonsense',
  ];
  const error = await failure(start([`http://127.0.0.1:${port}`, ...refused]));
  assert.is(error.exitCode, 2);
  assert.is(error.problems.length, refused.length);
  assert.not(error.problems.join().includes('geheim'));
  assert.is((await failure(start([]))).exitCode, 2);
  assert.is(requests, before);
});

test('loopback has many names', async () => {
  const urls = [`http://127.0.0.1:${port}`, `http://2130706433:${port}`, `http://0x7f.1:${port}`];
  assert.equal((await start(urls)).baseUrls, [`http://127.0.0.1:${port}`]);
});

test('a target that cannot be reached: exit code 5 with the last answer seen', async () => {
  const error = await failure(start(['http://127.0.0.1:1'], { readyTimeoutMs: 50 }));
  assert.is(error.exitCode, 5);
  assert.match(error.message, /could not be reached within 50 ms: the last answer was none \(/);
});

test('an abort ends the waiting with exit code 130', async () => {
  const controller = new AbortController();
  const waiting = failure(start(['http://127.0.0.1:1'], { signal: controller.signal }));
  controller.abort();
  assert.is((await waiting).exitCode, 130);
});

test('defects cannot be planted in a target of somebody else', async () => {
  assert.is((await failure(start([`http://127.0.0.1:${port}`], { defects: ['key-ignored'] }))).exitCode, 2);
});

test('secrets come from the environment alone, and are refused when they cannot be read', async () => {
  try {
    process.env.ANSTURM_SECRETS = '{"api-key/a":"hush"}';
    assert.equal((await start([`http://127.0.0.1:${port}`])).secrets, { 'api-key/a': 'hush' });
    process.env.ANSTURM_SECRETS = 'hush';
    const error = await failure(start([`http://127.0.0.1:${port}`]));
    assert.is(error.exitCode, 2);
    assert.not(error.message.includes('hush'));
  } finally {
    delete process.env.ANSTURM_SECRETS;
  }
});

test('providers are started where the platform was told to call them, for as long as the run lasts', async () => {
  const runFolder = mkdtempSync(join(tmpdir(), 'ansturm-test-external-'));
  const ports = { calendar: await freePort(), messaging: await freePort() };
  process.env.ANSTURM_PROVIDER_PORTS = JSON.stringify(ports);
  const statusOf = (): Promise<number> =>
    fetch(`http://127.0.0.1:${ports.calendar}/entries`).then(
      ({ status }) => status,
      () => 0,
    );
  try {
    const lab = await start([`http://127.0.0.1:${port}`], { runFolder });
    assert.equal(
      lab.processes().map(({ name, role }) => `${name} ${role}`),
      ['calendar provider', 'messaging provider'],
    );
    const [calendar] = lab.providers ?? [];
    assert.is(await statusOf(), 200);
    await calendar?.behave(
      { shares: { failing: 1 }, slowMs: [1, 2], retryAfterSeconds: 1 },
      AbortSignal.timeout(5_000),
    );
    assert.is(await statusOf(), 500);
    await lab.stop();
    assert.equal([await statusOf(), lab.processes()], [0, []]);
    assert.ok(existsSync(join(runFolder, 'providers', 'calendar.ndjson')));
    process.env.ANSTURM_PROVIDER_PORTS = '{"calendar": "4001"}';
    assert.is((await failure(start([`http://127.0.0.1:${port}`]))).exitCode, 2);
  } finally {
    delete process.env.ANSTURM_PROVIDER_PORTS;
    rmSync(runFolder, { recursive: true, force: true });
  }
});
