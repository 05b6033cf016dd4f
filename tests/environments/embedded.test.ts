import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ProviderHeader, ProviderRequest } from '../../core/provider.ts';
import type { ResourceSample } from '../../core/resource-sample.ts';
import type { Lab, ProcessEnd } from '../../environments/environment.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { suite } from '../door.ts';
import { bench, commandLine, processesTouching, until } from './bench.ts';

const place = bench('embedded');
const test = suite('embedded');
let lab: Lab;

test.before(async () => {
  await place.environment.prepare(place.options());
  lab = await place.environment.start(place.options({ originMs: Date.now() }));
});
test.after(async () => {
  await lab.stop();
  place.clear();
});

const ask = async (times: number): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    const reply = await fetch(`${lab.baseUrls[n % lab.baseUrls.length]}/things/thing%20${n + 1}`);
    assert.is(reply.status, 200);
    assert.is(await reply.text(), `[{"id":${n + 1}}]`);
  }
};

test('it starts a platform and what that calls, and hands out the secrets of every tenant', async () => {
  assert.is(new Set(lab.baseUrls).size, 2);
  assert.equal(
    lab.processes().map(({ name, role }) => `${name} ${role}`),
    [
      ...['api-1 api', 'api-2 api', 'worker-1 worker', 'relay-1 relay'],
      ...['calendar provider', 'messaging provider', 'postgres database'],
    ],
  );
  const webhooksOf = (id: string) => ['webhook', 'voice'].flatMap((name) => [`${name}/${id}`, `${name}/${id}/new`]);
  assert.equal(Object.keys(lab.secrets), [
    ...['company-0001', 'company-0002'].flatMap((id) => [`api-key/${id}`, ...webhooksOf(id)]),
    ...webhooksOf('nobody'),
  ]);
  assert.match(lab.secrets['api-key/company-0001'] ?? '', /^company-0001\.[\w-]{43}$/);
  const webhooks = Object.entries(lab.secrets).flatMap(([name, value]) =>
    /^(webhook|voice)/.test(name) ? [value] : [],
  );
  for (const value of webhooks) assert.match(value, /^(whsec_|base64:)[\w+/]{43}=$/);
  assert.is(new Set(webhooks).size, 12);
});

test('a process is killed and started again: another pid, the same name and address, and no measurement', async () => {
  const { processControl: control } = lab;
  assert.ok(control !== undefined);
  const ends: ProcessEnd[] = [];
  lab.onProcessEnd((end) => ends.push(end));
  const pidOf = (name: string) => lab.processes().find((one) => one.name === name)?.pid;
  const before = pidOf('api-2');
  await control.kill('api-2', 'SIGKILL');
  assert.is(pidOf('api-2'), undefined);
  assert.not(control.isRunning('api-2'));
  await control.kill('api-2', 'SIGKILL');
  const signal = new AbortController().signal;
  await control.start('api-2', signal);
  await control.start('api-2', signal);
  assert.ok(control.isRunning('api-2') && pidOf('api-2') !== before);
  await ask(4);
  assert.equal(ends, []);
  assert.throws(
    () => control.isRunning('api-3'),
    /no process "api-3"; there are api-1, api-2, worker-1, relay-1, calendar, messaging, postgres/,
  );
});

test("providers behave as they are told, journal it on the run's clock, and come back as they were", async () => {
  const { processControl: control, providers = [] } = lab;
  const [calendar] = providers;
  assert.ok(control !== undefined && calendar !== undefined);
  const signal = new AbortController().signal;
  const statusOf = async (): Promise<number> => (await fetch(`${calendar.url}/entries`)).status;
  assert.equal(
    providers.map(({ name }) => name),
    ['calendar', 'messaging'],
  );
  assert.is(await statusOf(), 401, 'it wants to be shown the token');
  await calendar.behave({ shares: { failing: 1 }, slowMs: [0, 0], retryAfterSeconds: 1 }, signal);
  assert.is(await statusOf(), 500);
  await control.kill('calendar', 'SIGKILL');
  await control.start('calendar', signal);
  assert.is(await statusOf(), 500);
  await calendar.behave(undefined, signal);
  assert.is(await statusOf(), 401);
  const impossible = { shares: {}, slowMs: [2, 1], retryAfterSeconds: 1 } as const;
  const said = await calendar.behave(impossible, signal).catch((error: unknown) => String(error));
  assert.match(String(said), 'slowMs is a list');
  const lines = readFileSync(runFolder(place.runFolder()).provider('calendar'), 'utf8').trim().split('\n');
  const records: Partial<ProviderHeader & ProviderRequest>[] = lines.map((line) => JSON.parse(line));
  const headers = records.filter(({ schemaVersion }) => schemaVersion === 1);
  assert.is(headers.length, 2);
  for (const { offsetMs = 0 } of headers) assert.ok(offsetMs > 0 && offsetMs < 60_000);
  const requests = records.filter(({ id }) => id !== undefined);
  // The relay of the fake stack called it first, with the token.
  assert.equal(
    requests.map(({ status }) => status),
    [200, 401, 500, 500, 401],
  );
});

/** Of all statements. */
async function allCalls(): Promise<number> {
  return [...((await lab.statementCalls()) ?? [])].reduce((sum, [, count]) => sum + count, 0);
}

test('it sees that a statement reads 20,000 rows for the one that it returns', async () => {
  await lab.statementsStarted();
  const before = await allCalls();
  let asked = 0;
  let statement: ResourceSample | undefined;
  await until('an execution is sampled', async () => {
    await ask(50);
    asked += 50;
    const samples = await lab.statements(7);
    statement = samples.find((sample) => sample.kind === 'statement' && sample.query.includes('FROM things'));
    return statement?.kind === 'statement' && statement.sampledCalls > 0;
  });
  assert.ok(statement?.kind === 'statement');
  assert.is(await allCalls(), before + asked);
  assert.is(statement.query, 'SELECT id FROM things WHERE name = $1');
  assert.is(statement.calls, asked);
  assert.is(statement.rowsReturned, asked);
  assert.is(statement.sampledRowsRead, statement.sampledCalls * 20_000);
  assert.is(statement.sampledRowsReturned, statement.sampledCalls);
  const [calls, inVain] = [statement.sampledCalls, 19_999];
  assert.equal(statement.sampledInVain, { rows: calls * inVain, squares: calls * inVain ** 2 });
  assert.is(statement.largestTable, 'things');
  assert.is(statement.largestTableRows, 20_000);
});

test('it counts sequential scans of tables since the load started', async () => {
  await lab.statementsStarted();
  let scans = 0;
  // Connections report what they did at most once a second, and when they have been idle for a while.
  await until('the scans are reported', async () => {
    await ask(2);
    const table = (await lab.statements(7)).find((sample) => sample.kind === 'table');
    scans = table?.kind === 'table' ? table.sequentialScans : 0;
    if (scans > 0) assert.ok(table?.kind === 'table' && table.sequentialRowsRead >= scans * 20_000);
    return scans > 0;
  });
});

test('it samples every process, the machine and the database, on the clock that it is given', async () => {
  const samples: ResourceSample[] = [];
  let clockMs = 0;
  const observer = lab.observe((sample) => samples.push(sample), {
    intervalMs: 20,
    clock: () => (clockMs += 1),
    extra: () => [
      { name: 'harness', role: 'harness', pid: process.pid },
      { name: 'dead', role: 'generator', pid: 2 ** 22 + 1 },
    ],
  });
  await until('some samples came', () => samples.filter((sample) => sample.kind === 'database').length >= 3);
  await observer.stop();
  const count = samples.length;
  const limits = samples.find((sample) => sample.kind === 'limits');
  assert.ok(limits?.kind === 'limits' && limits.poolConnections === 20);
  const names = ['api-1', 'api-2', 'worker-1', 'relay-1', 'calendar', 'messaging', 'postgres', 'harness'];
  for (const name of names) {
    const own = samples.filter((sample) => sample.kind === 'process' && sample.name === name);
    assert.ok(own.length >= 3, `samples of ${name}`);
    for (const sample of own) {
      assert.ok(sample.kind === 'process' && sample.cpuMs > 0 && sample.rssBytes > 1e6 && sample.descriptors > 3);
    }
  }
  assert.not(samples.some((sample) => sample.kind === 'process' && !names.includes(sample.name)));
  const database = samples.findLast((sample) => sample.kind === 'database');
  assert.ok(database?.kind === 'database' && database.waitingForLock === 0);
  assert.is(database.connections, 2, 'one of each API process; ours does not count');
  assert.is(database.connections, await lab.connections());
  const machine = samples.find((sample) => sample.kind === 'machine');
  assert.ok(machine?.kind === 'machine' && machine.busyMs > 0 && machine.cores >= 1);
  assert.ok(machine.memoryAvailableBytes > 1e6);
  assert.ok(samples.every((sample) => Number.isInteger(sample.atMs) && sample.atMs <= clockMs));
  await ask(1);
  assert.is(samples.length, count, 'nothing comes after stop');
});

test('no secret stands in a command line or a log', async () => {
  const environ = readFileSync(`/proc/${lab.processes()[0]?.pid}/environ`, 'latin1').split('\0');
  const value = (name: string): string => environ.find((pair) => pair.startsWith(`${name}=`))?.split('=', 2)[1] ?? '';
  const password = /:([0-9a-f]{48})@/.exec(value('DATABASE_URL'))?.[1] ?? '';
  const secrets = [password, value('API_KEY_SECRET'), value('PROVIDER_TOKEN')];
  for (const secret of secrets) assert.ok(secret.length >= 40);
  assert.not(
    environ.some((pair) => pair.startsWith('HOME=')),
    'our own environment is not handed on',
  );
  const touching = processesTouching(place.runsFolder);
  assert.ok(touching.length >= 4);
  const visible = [...touching, ...lab.processes().map(({ pid }) => commandLine(pid))].join('\n');
  const logs = join(place.runFolder(), 'logs');
  const written = readdirSync(logs).map((name) => readFileSync(join(logs, name), 'utf8'));
  assert.ok(written.join('').includes('ready to accept connections'));
  const journals = ['calendar', 'messaging'].map((name) => readFileSync(runFolder(place.runFolder()).provider(name)));
  for (const secret of secrets) assert.not((visible + written.join('') + journals.join('')).includes(secret));
});

test('a process that dies is an event, and yields no further sample', async () => {
  const ends: ProcessEnd[] = [];
  lab.onProcessEnd((end) => ends.push(end));
  const victim = lab.processes().find(({ name }) => name === 'api-2');
  process.kill(victim?.pid ?? Number.NaN, 'SIGKILL');
  await until('its end is reported', () => ends.length > 0);
  assert.equal(ends, [{ process: 'api-2', role: 'api', detail: 'ended by SIGKILL' }]);
  assert.not(lab.processes().some(({ name }) => name === 'api-2'));
});

test('a database that dies leaves questions without an answer, never an exception', async () => {
  const samples: ResourceSample[] = [];
  const ends: ProcessEnd[] = [];
  lab.onProcessEnd((end) => ends.push(end));
  const database = lab.processes().find(({ role }) => role === 'database');
  process.kill(database?.pid ?? Number.NaN, 'SIGQUIT');
  await until('its end is reported', () => ends.some(({ role }) => role === 'database'));
  const observer = lab.observe((sample) => samples.push(sample), { intervalMs: 50, clock: () => 1, extra: () => [] });
  await observer.stop();
  assert.ok(samples.some(({ kind }) => kind === 'machine'));
  assert.not(samples.some(({ kind }) => kind === 'database'));
  assert.is(await lab.connections(), null);
  assert.is(await lab.statementCalls(), null);
  assert.equal(await lab.statements(1), []);
});

test('after stop there is no process, no port and no folder', async () => {
  await Promise.all([lab.stop(), lab.stop()]);
  assert.equal(place.leftovers(), []);
  for (const baseUrl of lab.baseUrls) {
    const refused = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1', () => resolve('connected'));
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
    assert.is(refused, 'ECONNREFUSED');
  }
});
