import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import type { StartedReplica } from '../../environments/start-replica.ts';
import { suite } from '../door.ts';
import { type BreakableWay, openBreakableWay } from './breakable-way.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, runEntry, startApi } from './platform.ts';
import { chairs, loadWorld, monday } from './world.ts';

const test = suite('stack: slots are read from a replica');
let database: Database;
let way: BreakableWay;
let replica: StartedReplica;
/** Two that may ask the replica, and one that knows of none. */
let apis: readonly [Api, Api];
let plain: Api;

test.before(async () => {
  database = await startDatabase();
  way = await openBreakableWay(database.backupUrl);
  replica = await database.follow(way.url);
  await loadWorld(database.url, 0, { DATABASE_REPLICA_URL: replica.url });
  const settings = { DATABASE_POOL_MAX: '5', DATABASE_REPLICA_URL: replica.url };
  [plain, ...apis] = await Promise.all([
    startApi(database.url),
    startApi(database.url, { ...settings, PROCESS_NAME: 'api-1' }),
    startApi(database.url, { ...settings, PROCESS_NAME: 'api-2', HOLD_SECONDS: '3' }),
  ]);
  await replica.caughtUp();
});
test.after(async () => {
  await Promise.all([plain, ...(apis ?? [])].map((api) => api?.stop()));
  way?.close();
  await database?.remove();
});

async function offered(api: Api, staffId: string): Promise<string> {
  const [from, to] = [`${monday}T00:00:00Z`, `${monday}T23:00:00Z`];
  const query = new URLSearchParams({ branchId: 'acme-main', serviceId: 'cut', staffId, from, to, limit: '200' });
  const { status, body } = await api.call('acme', 'GET', `/v1/slots?${query}`);
  assert.is(status, 200, JSON.stringify(body));
  return JSON.stringify(body);
}

async function write(api: Api, path: string, body?: object): Promise<string> {
  const answer = await api.call('acme', 'POST', `/v1/${path}`, body);
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return String(answer.body.id);
}

function wish(staffId: string, time: string): object {
  const start = `${monday}T${time}:00Z`;
  return { branchId: 'acme-main', serviceId: 'cut', staffId, customerId: 'anna', start };
}

function startAt(time: string): string {
  return `"start":"${monday}T${time}:00Z"`;
}

/** A figure of one process; undefined: it shows none. */
async function figure(name: string, api: Api = apis[0]): Promise<number | undefined> {
  const { body } = await api.call('', 'GET', '/metrics');
  const line = String(body.text)
    .split('\n')
    .find((text) => text.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

async function reads(outcome: 'served' | 'other' | 'failed'): Promise<number> {
  const found = await Promise.all(apis.map((api) => figure(`replica_reads_total{outcome="${outcome}"}`, api)));
  return found.reduce((sum: number, value) => sum + (value ?? 0), 0);
}

/** All say what the database says. */
async function allAgree(staffId: string): Promise<string> {
  const truth = await offered(plain, staffId);
  for (const api of [...apis, apis[0]]) assert.is(await offered(api, staffId), truth);
  return truth;
}

/** The same, once all of it comes from the replica. */
async function served(staffId: string): Promise<string> {
  return until(async () => {
    const before = await reads('served');
    const truth = await allAgree(staffId);
    if ((await reads('served')) < before + 3) throw new Error('it does not come from the replica');
    return truth;
  });
}

test('a calendar is read there as it is, and each change shows at once, whoever made it and however', async () => {
  const [chair = '', other = ''] = chairs;
  const free = await served(chair);
  const held = await write(apis[0], 'holds', wish(chair, '08:00'));
  assert.is.not(await allAgree(chair), free);
  await write(apis[1], `holds/${held}/confirm`);
  assert.is.not(await served(chair), free);
  await write(apis[0], `appointments/${held}/reschedule`, { staffId: other, start: `${monday}T09:00:00Z` });
  assert.is(await served(chair), free);
  assert.is.not(await served(other), free.replaceAll(chair, other));
  await write(apis[1], `appointments/${held}/cancel`);
  assert.is(await served(other), free.replaceAll(chair, other));
  await write(apis[1], 'holds', wish(chair, '10:00'));
  assert.is.not(await served(chair), free);
  await until(async () => assert.is(await offered(plain, chair), free));
  // Nobody has changed anything: the hold ran out by the database's clock alone.
  assert.is(await served(chair), free);
});

test('a replica that is cut off serves what nobody changed, tells how far it is behind, and catches up', async () => {
  const [, , chair = '', other = ''] = chairs;
  const [free] = [await served(chair), await served(other)];
  await until(async () => assert.is(await figure('replica_lag_seconds'), 0));
  way.cut();
  const lost = (await reads('other')) + (await reads('failed'));
  await write(apis[0], 'appointments', wish(chair, '08:00'));
  assert.is.not(await allAgree(chair), free);
  assert.is((await reads('other')) + (await reads('failed')), lost + 3);
  await served(other);
  const first = await until(async () => {
    const lag = (await figure('replica_lag_seconds')) ?? 0;
    if (lag < 0.5) throw new Error('it says that it is not behind');
    return lag;
  });
  assert.ok(((await figure('replica_lag_seconds')) ?? 0) > first);
  assert.is(await figure('replica_up'), 1);
  way.mend();
  assert.is.not(await served(chair), free);
  await until(async () => assert.is(await figure('replica_lag_seconds'), 0));
});

test('a replica that shows a change before the database does is not believed', async () => {
  const [, , , , chair = ''] = chairs;
  const free = await served(chair);
  // Whoever commits waits for somebody who never comes; the replica has long replayed it by then.
  database.configure("synchronous_standby_names = 'nobody'");
  await until(async () =>
    assert.is((await database.query('SHOW synchronous_standby_names'))[0]?.synchronous_standby_names, 'nobody'),
  );
  // A machine that stalls may make it wait for too long: booked it is all the same.
  const booking = write(apis[0], 'appointments', wish(chair, '08:00')).catch(() => undefined);
  const [others, seen] = [await reads('other'), new Set<string>()];
  await until(async () => {
    for (const api of apis) seen.add(await offered(api, chair));
    if ((await reads('other')) < others + 2) throw new Error('the replica shows nothing yet');
  });
  assert.equal([...seen], [free]);
  database.configure("synchronous_standby_names = ''");
  await booking;
  await until(async () => assert.is.not(await served(chair), free));
});

test('whoever has seen a time taken is never offered it again, while the way is cut and mended', async () => {
  const staff = chairs.slice(10, 14);
  let isOver = false;
  const weather = (async () => {
    for (; !isOver; await pause(150)) {
      way.cut();
      await pause(100);
      way.mend();
    }
  })();
  const booker = async (staffId: string, turn: number): Promise<void> => {
    for (const time of ['07:00', '07:30', '08:00', '08:30', '09:00', '09:30', '10:00', '10:30']) {
      const [api, other] = turn % 2 === 0 ? apis : [apis[1], apis[0]];
      const id = await write(api, 'appointments', wish(staffId, time));
      for (const reader of [other, api]) assert.not((await offered(reader, staffId)).includes(startAt(time)));
      await write(other, `appointments/${id}/cancel`);
      for (const reader of [api, other]) assert.ok((await offered(reader, staffId)).includes(startAt(time)));
    }
  };
  const before = [await reads('served'), await reads('other')] as const;
  try {
    for (let turn = 0; turn < 3; turn += 1) await Promise.all(staff.map((staffId) => booker(staffId, turn)));
  } finally {
    isOver = true;
    await weather;
  }
  assert.ok((await reads('other')) > before[1]);
  for (const staffId of staff) await served(staffId);
  assert.ok((await reads('served')) > before[0]);
});

test('a replica that is silent or dead costs a moment, and nothing else; it is found again by itself', async () => {
  const chair = chairs[15] ?? '';
  await served(chair);
  await replica.service.pause();
  const failed = await reads('failed');
  for (let look = 0; look < 6; look += 1) {
    const sinceMs = performance.now();
    await allAgree(chair);
    assert.ok(performance.now() - sinceMs < 10_000);
  }
  assert.is(await reads('failed'), failed + 18);
  assert.is(await figure('replica_up'), 0);
  assert.is(await figure('replica_lag_seconds'), undefined);
  for (const { logs } of apis) assert.ok(logs.some(({ msg }) => /^the replica is left alone/.test(String(msg))));
  assert.is((await apis[0].call('', 'GET', '/health/ready')).status, 200);
  await write(apis[0], 'appointments', wish(chair, '08:00'));
  await replica.service.resume();
  await served(chair);
  await replica.service.kill('SIGKILL');
  await write(apis[1], 'appointments', wish(chair, '09:00'));
  await allAgree(chair);
  await replica.service.start(new AbortController().signal);
  await served(chair);
  await until(async () => assert.is(await figure('replica_up'), 1));
});

test('replica-trusted: a time that is long taken is offered on, until the replica hears of it', async () => {
  const chair = chairs[17] ?? '';
  await replica.caughtUp();
  const env = { DATABASE_REPLICA_URL: replica.url, DEFECTS: 'replica-trusted' };
  const trusting = await startApi(database.url, env);
  const free = await served(chair);
  await until(async () => {
    assert.is(await offered(trusting, chair), free);
    if ((await figure('replica_reads_total{outcome="served"}', trusting)) === undefined) throw new Error('not asked');
  });
  way.cut();
  await write(apis[0], 'appointments', wish(chair, '08:00'));
  assert.is(await offered(trusting, chair), free);
  const truth = await allAgree(chair);
  assert.is.not(truth, free);
  way.mend();
  await until(async () => assert.is(await offered(trusting, chair), truth));
  await trusting.stop();
});

test('one that does not catch up in time ends the start, with code 5 and what it lacks', async () => {
  way.cut();
  await write(apis[0], 'appointments', wish(chairs[16] ?? '', '08:00'));
  await replica.caughtUp({ timeoutMs: 1_000 }).then(
    () => assert.unreachable(),
    (error: Error & { exitCode?: number }) => {
      assert.match(error.message, /^the replica never caught up .* within 1000 ms: it lacks \d+ bytes of the log$/);
      assert.is(error.exitCode, 5);
    },
  );
  way.mend();
  await replica.caughtUp();
});

test('a URL that is none is refused', async () => {
  const env = { API_KEY_SECRET: 'a secret', DATABASE_REPLICA_URL: 'http://replica' };
  const nonsense = await runEntry('api', { databaseUrl: database.url, env });
  assert.is(nonsense.code, 2);
  assert.match(nonsense.errors, 'DATABASE_REPLICA_URL must be a URL');
});
