import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Answer, type Api, startApi, startWorker } from './platform.ts';
import { deliver, type Sent } from './sender.ts';
import { chairs, loadWorld, monday } from './world.ts';

/** A time that no other provocation goes near: two hours of one chair. */
export interface Place {
  readonly staffId: string;
  readonly day: string;
}

/** A platform of two processes, and a person who asks it things. */
export interface Stand {
  readonly apis: readonly Api[];
  readonly database: Database;
  freshPlace(): Place;
  /** From the tenant acme to the first process, or to the one that is named. */
  call(
    method: string,
    path: string,
    body?: object,
    headers?: Record<string, string>,
    process?: number,
  ): Promise<Answer>;
  /** A wish for a half hour (service `cut`) unless it says otherwise; `at` such as `08:15`. */
  book(place: Place, at: string, more?: Ask): Promise<Answer>;
  hold(place: Place, at: string): Promise<Answer>;
  /** A webhook to the first process, or to the one that is named. */
  deliver(sent: Sent, process?: number): Promise<Answer>;
  /** One more API process like the others; it is the caller's. */
  another(): Promise<Api>;
  /**
   * Lets requests meet, however slow the machine is: `lock`, a locking statement, keeps them from going on until as
   * many as must meet wait in the database.
   */
  meet(lock: string, mustMeet: number, requests: () => Promise<readonly Answer[]>): Promise<readonly Answer[]>;
  /** Until so many requests wait for a lock of the database. */
  untilWaiting(count: number): Promise<void>;
  /** The starts that are offered between two instants. */
  offered(staffId: string, from: string, to: string, branchId?: string): Promise<readonly string[]>;
}

export interface Ask {
  readonly service?: string;
  readonly key?: string;
  readonly process?: number;
}

export interface Provocation {
  readonly defect: string;
  /** What it does to somebody. */
  readonly harm: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether somebody was harmed. */
  provoke(stand: Stand): Promise<boolean>;
}

/** Each provocation harms nobody on the healthy platform, and somebody on the faulty one. */
export function provokingSuite(
  name: string,
  provocations: readonly Provocation[],
  options: { readonly workers?: number } = {},
): void {
  const test = suite(name);
  let database: Database;
  const places = freshPlaces();
  const { workers = 0 } = options;

  test.before(async () => {
    database = await startDatabase();
    await loadWorld(database.url);
  });
  test.after(async () => {
    await database?.remove();
  });

  test('the healthy platform harms nobody', async () => {
    const settings = Object.groupBy(provocations, ({ env }) => JSON.stringify(env ?? {}));
    try {
      for (const [env, group = []] of Object.entries(settings)) {
        await withProcesses(database, JSON.parse(env) as NodeJS.ProcessEnv, workers, async (processes) => {
          for (const provocation of group) {
            const isHarmed = await provocation.provoke(standOf(database, processes, places));
            assert.not(isHarmed, `${provocation.defect}: ${provocation.harm}`);
          }
        });
      }
    } finally {
      await mend(database);
    }
  });

  for (const provocation of provocations) {
    test(`${provocation.defect}: ${provocation.harm}`, async () => {
      const env = { ...provocation.env, DEFECTS: provocation.defect };
      try {
        await withProcesses(database, env, workers, async (processes) =>
          assert.ok(await provocation.provoke(standOf(database, processes, places))),
        );
      } finally {
        await mend(database);
      }
    });
  }
}

interface Processes {
  readonly apis: readonly Api[];
  another(): Promise<Api>;
}

async function withProcesses(
  database: Database,
  env: NodeJS.ProcessEnv,
  workerCount: number,
  use: (processes: Processes) => Promise<void>,
): Promise<void> {
  const startOne = (PROCESS_NAME: string) => startApi(database.url, { ...env, PROCESS_NAME });
  const apis = await Promise.all(['api-1', 'api-2'].map(startOne));
  const workerNames = Array.from({ length: workerCount }, (_, index) => `worker-${index + 1}`);
  const workers = await Promise.all(
    workerNames.map((PROCESS_NAME) => startWorker(database.url, { ...env, PROCESS_NAME })),
  );
  try {
    await use({ apis, another: () => startOne('api-3') });
  } finally {
    await Promise.all([...apis, ...workers].map((process) => process.stop()));
  }
}

/** What a defect changed in the database is undone: the tables that bookings live in are made anew. */
async function mend(database: Database): Promise<void> {
  const more = 'outbox, calendar_entries';
  const tables = `appointments, idempotency_keys, claims, versions, calls, webhooks, asked_bookings, ${more}`;
  await database.query(`DROP TABLE IF EXISTS ${tables} CASCADE`);
  const folder = join(import.meta.dirname, '../../stack/migrations');
  const migrations = (await readdir(folder)).filter((name) => name.endsWith('.sql') && name !== '001-catalogue.sql');
  for (const name of migrations.sort()) await database.query(await readFile(join(folder, name), 'utf8'));
}

/** On the last one there are appointments from the start. */
const freshChairs = chairs.slice(0, -1);

/** Every chair on one Monday after the other. */
function freshPlaces(): () => Place {
  let given = 0;
  return () => {
    const weeks = Math.floor(given / freshChairs.length);
    const day = new Date(Date.parse(monday) + weeks * 7 * 86_400_000).toISOString().slice(0, 10);
    const staffId = freshChairs[given % freshChairs.length] as string;
    given += 1;
    return { staffId, day };
  };
}

function standOf(database: Database, { apis, another }: Processes, freshPlace: () => Place): Stand {
  const call: Stand['call'] = (method, path, body, headers, process = 0) =>
    (apis[process % apis.length] as Api).call('acme', method, path, body, headers);
  const wish = ({ staffId, day }: Place, at: string, serviceId: string) => ({
    ...{ branchId: 'acme-main', serviceId, staffId, customerId: 'anna', start: `${day}T${at}:00Z` },
  });
  const untilWaiting: Stand['untilWaiting'] = async (count) => {
    await until(async () => {
      const text = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
      if ((await database.observe(text)).length < count) throw new Error('too few of them wait yet');
    });
  };
  return {
    apis,
    database,
    freshPlace,
    call,
    book: (place, at, { service = 'cut', key, process } = {}) =>
      call(
        ...(['POST', '/v1/appointments', wish(place, at, service)] as const),
        key === undefined ? undefined : { 'idempotency-key': key },
        process,
      ),
    deliver: (sent, process = 0) => deliver((apis[process % apis.length] as Api).url, sent),
    another,
    hold: (place, at) => call('POST', '/v1/holds', wish(place, at, 'cut')),
    async meet(lock, mustMeet, requests) {
      const gate = await database.lock(lock);
      const answers = requests();
      await untilWaiting(mustMeet).finally(gate.release);
      return answers;
    },
    untilWaiting,
    async offered(staffId, from, to, branchId = 'acme-main') {
      const query = new URLSearchParams({ branchId, serviceId: 'cut', staffId, from, to });
      const { body } = await call('GET', `/v1/slots?${query}`);
      return (body.slots as { start: string }[]).map(({ start }) => start);
    },
  };
}

/** An appointment refers to its customer: who wants to write one for Anna waits, and has looked before. */
export const haveLooked = "SELECT FROM customers WHERE id = 'anna' FOR UPDATE";

export function many(count: number, one: (index: number) => Promise<Answer>): Promise<readonly Answer[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

export function won(answers: readonly Answer[]): number {
  return answers.filter(({ status }) => status < 300).length;
}

export function kindOf(answer: Answer): string {
  return `${answer.status} ${String(answer.body.type).replace('urn:booking:problem:', '')}`;
}
