import { readdir, readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Answer, type Api, runEntry, startApi } from './platform.ts';
import { loadWorld } from './world.ts';

const test = suite('stack: defects');
let database: Database;
let healthy: Api;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url, 2_000);
  healthy = await startApi(database.url, { PROCESS_NAME: 'healthy' });
});

test.after(async () => {
  await healthy?.stop();
  await database?.remove();
});

/** The next free half hour of somebody who works day and night. */
let halfHours = 0;

function nextWish(): Record<string, string> {
  const start = new Date(Date.parse('2027-06-01T00:00:00Z') + halfHours * 1_800_000).toISOString().slice(0, 19);
  halfHours += 1;
  const places = { branchId: 'acme-night', serviceId: 'cut', staffId: 'night-a', customerId: 'anna' };
  return { ...places, start: `${start}Z`, tag: `wish-${halfHours}` };
}

async function bookMany(api: Api, count: number): Promise<readonly (Answer & { readonly tag: string | undefined })[]> {
  const wishes = Array.from({ length: count }, nextWish);
  const answers: (Answer & { readonly tag: string | undefined })[] = [];
  for (const wish of wishes)
    answers.push({ ...(await api.call('acme', 'POST', '/v1/appointments', wish)), tag: wish.tag });
  return answers;
}

async function withDefects<Result>(defects: string, use: (api: Api) => Promise<Result>): Promise<Result> {
  const api = await startApi(database.url, { DEFECTS: defects, PROCESS_NAME: `api-${defects}` });
  try {
    return await use(api);
  } finally {
    await api.stop();
  }
}

test('an unknown defect refuses to start, and names the nearest one', async () => {
  const env = { DEFECTS: 'n-plus-one,connexion-leak', API_KEY_SECRET: 'x' };
  const { code, output, errors } = await runEntry('api', { databaseUrl: database.url, env });
  assert.is(code, 2);
  assert.is(output, '');
  assert.match(errors, '"connexion-leak"');
  assert.match(errors, '"connection-leak"');
});

test('no healthy file knows the name of a defect', async () => {
  const folder = new URL('../../stack/', import.meta.url);
  const names = (await readdir(new URL('defects/', folder))).flatMap((file) =>
    file.endsWith('.ts') ? [file.slice(0, -3)] : [],
  );
  assert.ok(names.length > 20);
  const files = (await readdir(folder, { recursive: true })).filter(
    (file) => /\.(ts|sql)$/.test(file) && !file.includes('defects'),
  );
  for (const file of files) {
    const text = await readFile(new URL(file, folder), 'utf8');
    for (const name of names) assert.not.match(text, name, `${file} names ${name}`);
  }
});

test('error-after-commit: of twenty bookings two are stored although nothing is said to be', async () => {
  const answers = await withDefects('error-after-commit', (api) => bookMany(api, 20));
  const denied = answers.filter(({ status }) => status !== 201);
  assert.equal(
    denied.map(({ status, body }) => [status, body.type]),
    Array(2).fill([500, 'urn:booking:problem:internal-error']),
  );
  const stored = await database.query('SELECT id FROM appointments WHERE tag = ANY ($1)', [
    denied.map(({ tag }) => tag),
  ]);
  assert.is(stored.length, 2);
});

test('field-drift: the fiftieth booking of a process is stored beside what was acknowledged', async () => {
  const answers = await withDefects('field-drift', (api) => bookMany(api, 51));
  const stored = await database.query<{ id: string; starts_at: Date }>('SELECT id, starts_at FROM appointments');
  const starts = new Map(stored.map((row) => [row.id, row.starts_at.getTime()]));
  const drifted = answers.flatMap(({ status, body }, index) => {
    assert.is(status, 201);
    const ms = (starts.get(String(body.id)) ?? Number.NaN) - Date.parse(String(body.start));
    return ms === 0 ? [] : [`${index + 1}: ${ms / 60_000}`];
  });
  assert.equal(drifted, ['50: 5']);
});

test('n-plus-one: a list needs one statement for each of its rows, instead of two in all', async () => {
  const list = async (api: Api) => {
    const before = await statements();
    const { body } = await api.call('acme', 'GET', '/v1/appointments?branchId=acme-night&day=2027-06-02');
    return { rows: (body.items as object[]).length, statements: (await statements()) - before };
  };
  await bookMany(healthy, 100);
  assert.equal(await list(healthy), { rows: 48, statements: 2 });
  const faulty = await withDefects('n-plus-one', list);
  assert.equal(faulty, { rows: 48, statements: 50 });
});

test('connection-leak: refusals keep connections for ever, more and more', async () => {
  const refuse = async (api: Api) => {
    for (let refusal = 0; refusal < 70; refusal += 1) {
      const answer = await api.call('acme', 'POST', '/v1/appointments', { ...nextWish(), customerId: 'nobody' });
      assert.is(answer.status, 404);
    }
  };
  const open = async (name: string) =>
    (await database.query('SELECT FROM pg_stat_activity WHERE application_name = $1', [name])).length;
  const idle = async (api: Api) =>
    Number(/^database_pool_idle (\d+)$/m.exec(String((await api.call('', 'GET', '/metrics')).body.text))?.[1]);
  // Whoever looks at the figures has a connection, too; it is idle until the next look.
  const kept = async (api: Api, name: string) => (await open(name)) - (await idle(api));
  await withDefects('connection-leak', async (api) => {
    await refuse(api);
    await until(async () => assert.is(await kept(api, 'api-connection-leak'), 7));
  });
  await refuse(healthy);
  await until(async () => assert.is(await kept(healthy, 'healthy'), 0));
});

test('missing-index: finding a customer by phone reads all of them', async () => {
  const look = async (api: Api) => {
    const before = await scanned();
    for (let number = 0; number < 5; number += 1) {
      const answer = await api.call('acme', 'GET', `/v1/customers?phone=${encodeURIComponent(`+49 30 ${number}`)}`);
      assert.is((answer.body.items as object[]).length, 1);
    }
    return async () => (await scanned()) - before;
  };
  assert.is(await (await look(healthy))(), 0);
  const faulty = await withDefects('missing-index', look);
  await until(async () => assert.ok((await faulty()) >= 5 * 2_000));
});

/** Statements on what a list needs, as the database counted them so far. */
async function statements(): Promise<number> {
  const text = `SELECT coalesce(sum(calls), 0)::integer AS calls FROM ansturm.pg_stat_statements
    WHERE query LIKE '%FROM appointments%' OR query LIKE '%FROM branches%'`;
  return (await database.observe<{ calls: number }>(text))[0]?.calls ?? 0;
}

async function scanned(): Promise<number> {
  const text = "SELECT seq_tup_read::integer AS rows FROM pg_stat_user_tables WHERE relname = 'customers'";
  return (await database.query<{ rows: number }>(text))[0]?.rows ?? 0;
}
