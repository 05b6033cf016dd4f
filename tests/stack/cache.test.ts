import { setTimeout as pause } from 'node:timers/promises';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, runEntry, startApi } from './platform.ts';
import { startValkey, type Valkey, valkeyProgram } from './valkey.ts';
import { chairs, loadWorld, monday } from './world.ts';

const test = suite('stack: slots are cached');
const program = valkeyProgram();
let database: Database;
let valkey: Valkey;
/** Two that share a cache, and one that has none. */
let apis: readonly Api[] = [];
let plain: Api;

/** Registers a test where there is a server to cache with; elsewhere, once for the file, that they are skipped. */
const cached: typeof test | ((name: string, body: () => Promise<void>) => void) =
  program === undefined ? () => undefined : test;
if (program === undefined) test.skip('no valkey-server or redis-server on this machine');

test.before(async () => {
  if (program === undefined) return;
  database = await startDatabase();
  valkey = await startValkey(program);
  const env = { CACHE_URL: valkey.url };
  await loadWorld(database.url, 0, env);
  const settings = { DATABASE_POOL_MAX: '5', ...env };
  [plain, ...apis] = await Promise.all([
    startApi(database.url),
    startApi(database.url, { ...settings, PROCESS_NAME: 'api-1' }),
    startApi(database.url, { ...settings, PROCESS_NAME: 'api-2', HOLD_SECONDS: '3' }),
  ]);
  await until(async () => {
    await offered(first(), 'night-a');
    if ((await reads('miss')) === 0) throw new Error('the cache was never reached');
  });
});
test.after(async () => {
  await Promise.all([plain, ...apis].map((api) => api?.stop()));
  await valkey?.kill();
  await database?.remove();
});

const first = (): Api => apis[0] as Api;
const second = (): Api => apis[1] as Api;

interface Search {
  readonly branch?: string;
  readonly service?: string;
  readonly from?: string;
  readonly to?: string;
}

/** What an API offers of one calendar, or of all of a branch, as text to be compared. */
async function offered(api: Api, staffId: string | undefined, search: Search = {}): Promise<string> {
  const { branch = 'acme-main', service = 'cut', from = `${monday}T00:00:00Z`, to = `${monday}T23:00:00Z` } = search;
  const place = staffId?.startsWith('night') === true ? 'acme-night' : branch;
  const query = new URLSearchParams({ branchId: place, serviceId: service, from, to, limit: '200' });
  if (staffId !== undefined) query.set('staffId', staffId);
  const { status, body } = await api.call('acme', 'GET', `/v1/slots?${query}`);
  assert.is(status, 200, JSON.stringify(body));
  return JSON.stringify(body);
}

async function write(api: Api, path: string, body?: object): Promise<string> {
  const answer = await api.call('acme', 'POST', `/v1/${path}`, body);
  assert.ok(answer.status < 300, `${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return String(answer.body.id);
}

function wish(staffId: string, time: string, serviceId = 'cut', branchId = 'acme-main'): object {
  return { branchId, serviceId, staffId, customerId: 'anna', start: `${monday}T${time}:00Z` };
}

/** Of both processes, or of one. */
async function reads(outcome: 'hit' | 'miss' | 'failed', of = apis): Promise<number> {
  const texts = await Promise.all(of.map((api) => api.call('', 'GET', '/metrics')));
  const pattern = new RegExp(`^slot_cache_reads_total\\{outcome="${outcome}"\\} (\\d+)$`, 'm');
  return texts.reduce((sum, { body }) => sum + Number(pattern.exec(String(body.text))?.[1] ?? 0), 0);
}

/** Both say what the database says, whoever filled the cache, and also from the cache. */
async function allAgree(staffId: string, search: Search = {}): Promise<string> {
  const truth = await offered(plain, staffId, search);
  for (const api of [first(), second(), first()]) assert.is(await offered(api, staffId, search), truth);
  return truth;
}

/** The same, once all of it comes from the cache. What is kept is kept a little later than it is answered. */
async function settled(staffId: string): Promise<string> {
  return until(async () => {
    const before = await reads('hit');
    const truth = await allAgree(staffId);
    if ((await reads('hit')) < before + 3) throw new Error('it does not come from the cache');
    return truth;
  });
}

cached('what was looked at is not read again until somebody changes it, through whichever process', async () => {
  const [chair = ''] = chairs;
  const before = await settled(chair);
  const misses = await reads('miss');
  assert.is(await allAgree(chair), before);
  assert.is(await reads('miss'), misses);
  const id = await write(first(), 'appointments', wish(chair, '08:00'));
  assert.is.not(await allAgree(chair), before);
  assert.ok((await reads('miss')) > misses);
  await write(second(), `appointments/${id}/cancel`);
  assert.is(await allAgree(chair), before);
});

cached('each kind of change shows at once: held, confirmed, moved, missed, changed by hand, run out', async () => {
  const [, chair = '', other = ''] = chairs;
  const free = await allAgree(chair);
  const held = await write(first(), 'holds', wish(chair, '08:00'));
  assert.is.not(await allAgree(chair), free);
  await write(second(), `holds/${held}/confirm`);
  assert.is.not(await allAgree(chair), free);
  await write(first(), `appointments/${held}/reschedule`, { staffId: other, start: `${monday}T09:00:00Z` });
  assert.is(await allAgree(chair), free);
  assert.is.not(await allAgree(other), free.replaceAll(chair, other));
  await database.query('DELETE FROM outbox');
  await database.query('DELETE FROM appointments WHERE id = $1', [held]);
  assert.is(await allAgree(other), free.replaceAll(chair, other));
  const lost = await write(second(), 'holds', wish(chair, '10:00'));
  assert.is.not(await offered(first(), chair), free);
  await until(async () => assert.is(await offered(plain, chair), free));
  // Nobody has changed anything: the hold ran out by the clock alone.
  assert.is(await allAgree(chair), free);
  const text = "SELECT FROM appointments WHERE id = $1 AND status = 'held'";
  assert.is((await database.query(text, [lost])).length, 1);
});

cached('a change that is rolled back, or refused, changes nothing', async () => {
  const chair = chairs[3] ?? '';
  await write(first(), 'appointments', wish(chair, '08:00'));
  const before = await settled(chair);
  const misses = await reads('miss');
  const refused = await second().call('acme', 'POST', '/v1/appointments', wish(chair, '08:15'));
  assert.is(refused.status, 409);
  assert.is(await allAgree(chair), before);
  assert.is(await reads('miss'), misses);
});

cached('seats of a course, and what goes on over midnight, count once', async () => {
  const chair = chairs[4] ?? '';
  for (const time of ['09:00', '09:00', '09:00']) {
    await write(first(), 'appointments', wish(chair, time, 'class'));
    await allAgree(chair, { service: 'class' });
  }
  const night = wish('night-b', '23:30', 'class', 'acme-night');
  for (let seat = 0; seat < 2; seat += 1) await write(second(), 'appointments', night);
  for (const from of ['T00:00:00Z', 'T23:45:00Z', 'T22:00:00Z']) {
    const search = { service: 'class', from: `${monday}${from}`, to: '2027-03-03T12:00:00Z' };
    await allAgree('night-b', search);
    await allAgree('night-b', { ...search, service: 'cut' });
  }
});

cached('whoever has seen a time taken is never offered it again, while many book and many look', async () => {
  const staff = chairs.slice(5, 9);
  const times = ['07:00', '07:30', '08:00', '08:30', '09:00', '09:30', '10:00', '10:30'];
  let looks = 0;
  const booker = async (staffId: string, turn: number): Promise<void> => {
    for (const time of times) {
      const [api, other] = turn % 2 === 0 ? [first(), second()] : [second(), first()];
      const id = await write(api, 'appointments', wish(staffId, time));
      assert.not((await offered(other, undefined)).includes(`"staffId":"${staffId}","start":"${monday}T${time}`));
      if (turn < 4) await write(other, `appointments/${id}/cancel`);
      looks += 1;
    }
  };
  for (let turn = 0; turn < 5; turn += 1) await Promise.all(staff.map((staffId) => booker(staffId, turn)));
  assert.is(looks, 5 * staff.length * times.length);
  assert.ok((await reads('hit')) > 0);
});

cached('a cache that is silent, gone, empty or full of junk costs time, and nothing else', async () => {
  const chair = chairs[9] ?? '';
  await allAgree(chair);
  valkey.pause();
  const failed = await reads('failed');
  for (let look = 0; look < 20; look += 1) await allAgree(chair);
  assert.is(await reads('failed'), failed + 60);
  for (const { logs } of apis) assert.ok(logs.some(({ msg }) => /^the cache is left alone/.test(String(msg))));
  assert.is((await first().call('', 'GET', '/health/ready')).status, 200);
  await write(first(), 'appointments', wish(chair, '08:00'));
  valkey.resume();
  await hitsAgain(chair);
  await valkey.kill();
  await write(second(), 'appointments', wish(chair, '09:00'));
  await allAgree(chair);
  assert.is((await second().call('', 'GET', '/health/ready')).status, 200);
  await valkey.start();
  await hitsAgain(chair);
  for (const junk of ['', 'null', '[1]', '{"a":', '[["s","x",null]]']) {
    assert.ok((await valkey.overwrite(junk)) > 0);
    await allAgree(chair);
  }
});

/** It is found again by itself, and nothing that was kept before is wrong. */
async function hitsAgain(chair: string): Promise<void> {
  for (const api of apis) {
    const before = await reads('hit', [api]);
    await until(async () => {
      await allAgree(chair);
      await pause(50);
      if ((await reads('hit', [api])) === before) throw new Error('the cache is not asked again');
    });
  }
}

cached('where calendars have no versions, or the URL is none, it does not start, and says why', async () => {
  const text = 'ALTER TABLE calendar_versions RENAME TO elsewhere';
  await database.query(text);
  const env = { CACHE_URL: valkey.url, API_KEY_SECRET: 'a secret' };
  const without = await runEntry('api', { databaseUrl: database.url, env });
  await database.query('ALTER TABLE elsewhere RENAME TO calendar_versions');
  assert.is(without.code, 1);
  assert.match(without.output, 'run migrate with CACHE_URL');
  const nonsense = await runEntry('api', { databaseUrl: database.url, env: { ...env, CACHE_URL: 'http://cache' } });
  assert.is(nonsense.code, 2);
  assert.match(nonsense.errors, 'CACHE_URL must be a URL');
});
