import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Answer, type Api, startApi } from './platform.ts';
import { loadWorld } from './world.ts';

const test = suite('stack: defects of durability');
let database: Database;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
});

test.after(async () => {
  await database?.remove();
});

interface Provocation {
  readonly defect: string;
  /** What it does to somebody. */
  readonly harm: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether somebody was harmed; the process may be gone behind it, the database runs. */
  provoke(api: Api): Promise<boolean>;
}

let halfHours = 0;

/** The next free half hour of somebody who works day and night. */
function freshWish(): Readonly<Record<string, string>> {
  const start = new Date(Date.parse('2027-06-01T00:00:00Z') + halfHours * 1_800_000).toISOString().slice(0, 19);
  halfHours += 1;
  return { branchId: 'acme-night', serviceId: 'cut', staffId: 'night-a', customerId: 'anna', start: `${start}Z` };
}

const book = (api: Api): Promise<Answer> => api.call('acme', 'POST', '/v1/appointments', freshWish());
const bookMany = (api: Api, count: number) => Promise.all(Array.from({ length: count }, () => book(api)));

async function idOfGood(answer: Promise<Answer>): Promise<string> {
  const { status, body } = await answer;
  assert.ok(status === 200 || status === 201, JSON.stringify(body));
  return String(body.id);
}

async function storedAs(status: string, ids: readonly string[]): Promise<number> {
  const text = 'SELECT FROM appointments WHERE id = ANY ($1) AND status = $2';
  return (await database.query(text, [ids, status])).length;
}

async function figure(api: Api, pattern: RegExp): Promise<number> {
  const { body } = await api.call('', 'GET', '/metrics');
  return Number(pattern.exec(String(body.text))?.[1] ?? 0);
}

const readiness = async (api: Api) => (await api.call('', 'GET', '/health/ready')).status;

/** Bookings wait for their calendar, and with them all that waits for a connection, until `work` is done. */
async function whileCalendarIsLocked<Result>(work: () => Promise<Result>): Promise<Result> {
  const gate = await database.lock("SELECT FROM staff WHERE id = 'night-a' FOR UPDATE");
  return work().finally(gate.release);
}

const provocations: readonly Provocation[] = [
  {
    defect: 'ack-before-commit',
    harm: 'a booking that was acknowledged is gone with the process',
    async provoke(api) {
      const id = await idOfGood(api.call('acme', 'POST', '/v1/holds', freshWish()));
      await idOfGood(api.call('acme', 'POST', `/v1/holds/${id}/confirm`));
      await api.kill();
      return (await storedAs('booked', [id])) === 0;
    },
  },
  {
    defect: 'async-commit',
    harm: 'bookings that were acknowledged are gone with the database',
    async provoke(api) {
      // What is in memory alone is written some times a second: one of three comes at a good moment.
      let [acknowledged, stored] = [0, 0];
      for (let round = 0; round < 3; round += 1) {
        const ids: string[] = [];
        for (let booked = 0; booked < 10; booked += 1) ids.push(await idOfGood(book(api)));
        await database.kill();
        await database.start();
        await until(async () => assert.is((await book(api)).status, 201));
        acknowledged += ids.length;
        stored += await storedAs('booked', ids);
      }
      return stored < acknowledged;
    },
  },
  {
    defect: 'unbounded-queue',
    harm: 'nobody is sent away, however many wait',
    env: { DATABASE_POOL_MAX: '2' },
    async provoke(api) {
      const rush = await whileCalendarIsLocked(async () => {
        const answers = bookMany(api, 200);
        // Who comes later is let in later: once this one was served, all others are in.
        for (let last = 0; last < 5; last += 1) await api.call('', 'GET', '/health/live');
        return () => answers;
      });
      const answers = await rush();
      const refused = answers.filter(({ status }) => status !== 201);
      for (const { status, headers } of refused) assert.equal([status, headers.get('retry-after')], [429, '1']);
      assert.ok(refused.length === 0 || refused.length > 100);
      return refused.length === 0;
    },
  },
  {
    defect: 'pool-deadlock',
    harm: 'some requests at once wait for each other until none has what it wants',
    env: { DATABASE_POOL_MAX: '2' },
    async provoke(api) {
      const answers = await bookMany(api, 10);
      const failed = answers.filter(({ status }) => status !== 201);
      for (const { status } of failed) assert.is(status, 500);
      return failed.length > 0;
    },
  },
  {
    defect: 'memory-leak',
    harm: 'each request leaves something behind',
    async provoke(api) {
      const external = /^nodejs_external_memory_bytes (\d+)$/m;
      const before = await figure(api, external);
      for (let round = 0; round < 30; round += 1) {
        await Promise.all(Array.from({ length: 20 }, () => api.call('', 'GET', '/health/live')));
      }
      return (await figure(api, external)) - before > 600 * 60_000;
    },
  },
  {
    defect: 'ready-always',
    harm: 'a process that cannot serve anybody says that it is ready',
    async provoke(api) {
      assert.is(await readiness(api), 200);
      await database.stop();
      const whileCut = await readiness(api);
      assert.is((await api.call('', 'GET', '/v1/companies')).status, 500);
      await database.start();
      await until(async () => assert.is(await readiness(api), 200));
      return whileCut === 200;
    },
  },
  {
    defect: 'drops-on-stop',
    harm: 'who waits for an answer when the process is asked to stop gets none',
    async provoke(api) {
      const { exit, status } = await whileCalendarIsLocked(async () => {
        const status = book(api).then(
          (answer) => answer.status,
          () => 0,
        );
        const waiting = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
        await until(async () => assert.is((await database.query(waiting)).length, 1));
        const exit = api.stop();
        await until(async () => assert.ok(api.logs.some(({ signal }) => signal === 'SIGTERM')));
        return { exit, status };
      });
      assert.is(await exit, 0);
      return (await status) === 0;
    },
  },
  {
    defect: 'metrics-lie',
    harm: 'bookings are counted that nobody has',
    async provoke(api) {
      const counted = () => figure(api, /^booking_writes_total\{kind="book"\} (\d+)$/m);
      const wish = freshWish();
      const attempt = async () => (await api.call('acme', 'POST', '/v1/appointments', wish)).status;
      assert.equal([await attempt(), await attempt(), await attempt()], [201, 409, 409]);
      const id = await idOfGood(api.call('acme', 'POST', '/v1/holds', freshWish()));
      await idOfGood(api.call('acme', 'POST', `/v1/holds/${id}/confirm`));
      assert.is(await figure(api, /^booking_writes_total\{kind="confirm"\} (\d+)$/m), 1);
      return (await counted()) !== 1;
    },
  },
];

for (const { defect, harm, env, provoke } of provocations) {
  test(`${defect}: ${harm}`, async () => {
    assert.not(await isHarmed('', provoke, env), 'the healthy platform harms somebody');
    try {
      assert.ok(await isHarmed(defect, provoke, env));
    } finally {
      await database.query('ALTER ROLE CURRENT_USER RESET ALL');
    }
  });
}

async function isHarmed(defects: string, provoke: Provocation['provoke'], env: NodeJS.ProcessEnv = {}) {
  const api = await startApi(database.url, { ...env, DEFECTS: defects, PROCESS_NAME: 'api-1' });
  try {
    return await provoke(api);
  } finally {
    await api.kill();
  }
}
