import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { ResourceSample } from '../../core/resource-sample.ts';
import { cgroupUsage } from '../../environments/containers/cgroup-usage.ts';
import { engineUsage } from '../../environments/containers/container-usage.ts';
import type { Lab, ProcessEnd } from '../../environments/environment.ts';
import { suite } from '../door.ts';
import { until } from './bench.ts';
import { type ContainerBench, containerBench, containerEngine, withEngine } from './container-bench.ts';

const test = suite('containers');
const engine = await containerEngine();
const signal = new AbortController().signal;
let place: ContainerBench;
let lab: Lab;

const inContainers = withEngine(test, engine);
test.before(async () => {
  if (engine === undefined) return;
  place = await containerBench('containers', engine);
  lab = await place.environment.start(place.options({ seed: 7, links: ['cache'] }));
});
test.after(async () => {
  await lab?.stop();
  place?.clear();
});

inContainers('two APIs answer behind a balancer, and the secrets of every tenant are there', async () => {
  assert.is(lab.baseUrls.length, 1);
  assert.match(lab.baseUrls[0] ?? '', /^http:\/\/127\.0\.0\.1:\d+$/);
  const roles = new Map(lab.processes().map(({ name, role }) => [name, role]));
  for (const name of ['api-1', 'api-2']) assert.is(roles.get(name), 'api');
  assert.is(roles.get('worker-1'), 'worker');
  assert.is(roles.get('relay-1'), 'relay');
  assert.is(roles.get('postgres'), 'database');
  assert.is(roles.get('calendar'), 'provider');
  assert.not.ok(roles.has('migrate') || roles.has('load'));
  const [name = '', key = ''] = Object.entries(lab.secrets).find(([name]) => name.startsWith('api-key/')) ?? [];
  const reply = await ask(`/v1/branches?tenant=${name}`, { authorization: `Bearer ${key}` });
  assert.is.not(reply, 401);
  assert.is.not(reply, 0);
});

inContainers('what runs is seen: CPU and memory of each container, the machine, the database', async () => {
  const samples: ResourceSample[] = [];
  const observer = lab.observe((sample) => samples.push(sample), {
    ...{ intervalMs: 500, clock: () => performance.now(), extra: () => [] },
  });
  await sleep(700);
  await observer.stop();
  const of = (name: string) => samples.find((sample) => sample.kind === 'process' && sample.name === name);
  for (const name of ['api-1', 'api-2', 'worker-1', 'relay-1', 'postgres', 'calendar', 'toxiproxy', 'balancer']) {
    const sample = of(name);
    assert.ok(sample?.kind === 'process' && sample.cpuMs > 0 && sample.rssBytes > 1_000_000, name);
  }
  for (const kind of ['machine', 'database', 'limits'])
    assert.ok(
      samples.some((one) => one.kind === kind),
      kind,
    );
  assert.type(await lab.connections(), 'number');
  await lab.statementsStarted();
  const calls = async (): Promise<number> => {
    return [...((await lab.statementCalls()) ?? [])].reduce((sum, [, count]) => sum + count, 0);
  };
  const before = await calls();
  assert.is(await ask('/health/ready'), 200);
  await until('the statement is counted', async () => (await calls()) > before);
  assert.ok((await lab.statements(1)).some(({ kind }) => kind === 'statement'));
});

inContainers('the kernel counts of a container what its engine counts', async ({ docker }) => {
  const pid = lab.processes().find(({ name }) => name === 'api-1')?.pid ?? 0;
  const all = await Promise.all((await docker.listContainers()).map(({ Id }) => docker.getContainer(Id).inspect()));
  const id = all.find(({ State }) => State.Pid === pid)?.Id ?? '';
  const [before, kernel, after] = [await engineUsage(docker, id), cgroupUsage(pid), await engineUsage(docker, id)];
  assert.ok(before && kernel && after);
  assert.ok(before.cpuMs <= kernel.cpuMs && kernel.cpuMs <= after.cpuMs);
  assert.ok(kernel.rssBytes > 1_000_000);
});

inContainers(
  'an API is killed and started again: another pid, no measurement, and the balancer leads past it',
  async () => {
    const { processControl: control } = lab;
    assert.ok(control !== undefined);
    const ends: ProcessEnd[] = [];
    lab.onProcessEnd((end) => ends.push(end));
    const pidOf = (name: string) => lab.processes().find((one) => one.name === name)?.pid;
    const before = pidOf('api-1');
    await control.kill('api-1', 'SIGKILL');
    await control.kill('api-1', 'SIGKILL');
    assert.not(control.isRunning('api-1'));
    await until('the other one answers alone', async () => (await ask('/health/ready')) === 200);
    await control.start('api-1', signal);
    await control.start('api-1', signal);
    assert.ok(control.isRunning('api-1'));
    assert.is.not(pidOf('api-1'), before);
    assert.equal(ends, []);
  },
);

inContainers('a worker that ends by itself is a measurement', async () => {
  const ends: ProcessEnd[] = [];
  lab.onProcessEnd((end) => ends.push(end));
  const pid = lab.processes().find(({ name }) => name === 'worker-1')?.pid ?? Number.NaN;
  process.kill(pid, 'SIGKILL');
  await until('it is told', () => ends.length > 0);
  assert.equal(ends, [{ process: 'worker-1', role: 'worker', detail: 'ended by SIGKILL' }]);
  await lab.processControl?.start('worker-1', signal);
});

inContainers('what is busy is kept in the cache, and slots are found without it while its link is cut', async () => {
  const link = lab.links?.find(({ name }) => name === 'cache');
  const found = await slots();
  assert.match(found, '"staffId"');
  await until('the cache is asked', async () => (await slots()) === found && (await lookUps()) > 0);
  await link?.trouble({ trouble: 'cut' }, signal);
  const before = await lookUps();
  for (let look = 0; look < 10; look += 1) assert.is(await slots(), found);
  assert.is(await ask('/health/ready'), 200);
  assert.is(await lookUps(), before);
  await link?.trouble(undefined, signal);
  await until('it is asked again', async () => (await slots()) === found && (await lookUps()) > before);
});

inContainers('a provider behaves as it is told, also after it was killed, and journals in the run folder', async () => {
  const calendar = lab.providers?.find(({ name }) => name === 'calendar');
  await calendar?.behave({ shares: { failing: 1 } } as never, signal);
  await lab.processControl?.kill('calendar', 'SIGKILL');
  await lab.processControl?.start('calendar', signal);
  const journal = readFileSync(join(place.runFolder, 'providers', 'calendar.ndjson'), 'utf8');
  const marks = journal.split('\n').filter((line) => line.includes('"mark":"conduct"'));
  assert.is(marks.filter((line) => line.includes('"failing":1')).length, 2, journal);
  await calendar?.behave(undefined, signal);
});

inContainers('what was backed up is there beside the platform, from the backup alone, and is gone again', async () => {
  const { backups } = lab;
  assert.ok(backups !== undefined);
  await backups.take(signal);
  await lab.processControl?.kill('postgres', 'SIGKILL');
  const restored = await backups.restore(signal);
  try {
    const [baseUrl = ''] = restored.baseUrls;
    const offered = await slots(baseUrl);
    await lab.processControl?.start('postgres', signal);
    await until('the platform is back', async () => (await ask('/health/ready')) === 200);
    assert.is(offered, await slots());
    assert.match(offered, '"staffId"');
  } finally {
    await restored.stop();
  }
  const names = lab.processes().map(({ name }) => name);
  assert.not.ok(names.some((name) => name.startsWith('restored')));
  const left = await place.leftovers(process.pid);
  assert.equal(
    left.filter((name) => name.includes('restored')),
    [],
  );
});

inContainers('once it is stopped nothing is left, what was said is in the run folder, and no secret is', async () => {
  await lab.stop();
  assert.equal(await place.leftovers(process.pid), []);
  const logs = readdirSync(join(place.runFolder, 'logs'));
  for (const name of ['api-1', 'api-2', 'worker-1', 'relay-1', 'calendar', 'balancer', 'load', 'postgres']) {
    assert.ok(logs.includes(`${name}.log`), name);
  }
  const journal = readFileSync(join(place.runFolder, 'providers', 'messaging.ndjson'), 'utf8');
  assert.match(journal, '"mark":"stopped"');
  const texts = logs.map((name) => readFileSync(join(place.runFolder, 'logs', name), 'utf8'));
  for (const secret of Object.values(lab.secrets)) for (const text of texts) assert.not.ok(text.includes(secret));
});

/** What is offered at the first branch on the fixtures' day. */
async function slots(baseUrl = lab.baseUrls[0]): Promise<string> {
  const [line = ''] = readFileSync(join(place.fixturesFolder, 'staff.ndjson'), 'utf8').split('\n');
  const { companyId, branchId, serviceIds } = JSON.parse(line) as Record<string, string> & { serviceIds: string[] };
  const [from, to] = ['2027-03-01T00:00:00Z', '2027-03-03T00:00:00Z'];
  const query = new URLSearchParams({ branchId: branchId ?? '', serviceId: serviceIds[0] ?? '', from, to });
  const headers = { authorization: `Bearer ${lab.secrets[`api-key/${companyId}`]}` };
  const reply = await fetch(`${baseUrl}/v1/slots?${query}`, { headers, signal: AbortSignal.timeout(5_000) });
  assert.is(reply.status, 200);
  return await reply.text();
}

/** Keys that were looked up in the cache so far. */
async function lookUps(): Promise<number> {
  const samples: ResourceSample[] = [];
  const options = { intervalMs: 10_000, clock: () => performance.now(), extra: () => [] };
  await lab.observe((sample) => samples.push(sample), options).stop();
  const last = samples.findLast((sample) => sample.kind === 'cache');
  assert.ok(last?.kind === 'cache');
  return last.lookUps;
}

/** Its status; 0: no answer. */
async function ask(path: string, headers: Record<string, string> = {}): Promise<number> {
  const options = { headers, signal: AbortSignal.timeout(5_000) };
  return await fetch(`${lab.baseUrls[0]}${path}`, options).then(
    ({ status }) => status,
    () => 0,
  );
}
