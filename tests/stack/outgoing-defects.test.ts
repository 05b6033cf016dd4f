import * as assert from 'uvu/assert';
import type { Behaviour, Conduct, ProviderRequest } from '../../core/provider.ts';
import { suite } from '../door.ts';
import { until } from './database.ts';
import { freshWish, openStage, requestsOf, type Stage, told, untilTold, waiting } from './outgoing-stage.ts';
import { type Api, startApi } from './platform.ts';

const test = suite('stack: defects of outgoing calls');
let stage: Stage;

test.before(async () => {
  stage = await openStage();
});

test.after(async () => {
  await stage?.close();
});

interface Provocation {
  readonly defect: string;
  /** What it does to somebody. */
  readonly harm: string;
  /** Whether somebody was harmed; providers are well before and after. */
  provoke(api: Api): Promise<boolean>;
}

/** So long nobody was heard of who comes every two seconds: longer than a slow machine stands still. */
const neverMs = 15_000;

async function booked(api: Api, headers: Record<string, string> = {}): Promise<string> {
  const answer = await api.call('acme', 'POST', '/v1/appointments', freshWish(), headers);
  assert.is(answer.status, 201, JSON.stringify(answer.body));
  return String(answer.body.id);
}

function bookedMany(api: Api, count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => booked(api)));
}

async function behaving<Result>(
  behaviour: Behaviour,
  work: () => Promise<Result>,
  more: Partial<Conduct> = {},
): Promise<Result> {
  await stage.calendar.behave(behaviour, more);
  await stage.messaging.behave(behaviour, more);
  try {
    return await work();
  } finally {
    await stage.calendar.behave('healthy');
    await stage.messaging.behave('healthy');
  }
}

async function open(): Promise<number> {
  return Number((await stage.calendar.look('/open')).open);
}

function gapsOf(requests: readonly ProviderRequest[]): readonly number[] {
  return requests.slice(1).map(({ arrivedMs }, index) => arrivedMs - (requests[index]?.endedMs ?? 0));
}

/** What the calendar saw since there were so many, once it is so much. */
async function seen(before: number, count: number): Promise<readonly ProviderRequest[]> {
  return until(async () => {
    const requests = stage.calendar.journal().slice(before);
    assert.ok(requests.length >= count, `${requests.length} of ${count}`);
    return requests;
  });
}

const provocations: readonly Provocation[] = [
  {
    defect: 'no-outbox',
    harm: 'a booking whose entry failed once never has one, and nobody knows',
    async provoke(api) {
      const id = await behaving('failing', async () => {
        const id = await booked(api);
        await until(async () => assert.ok(requestsOf(stage.calendar, id).length > 0));
        await until(async () => assert.ok(requestsOf(stage.messaging, id).length > 0));
        return id;
      });
      assert.equal(await untilTold(api, [id]), []);
      const { entries, messages } = await told(stage, id);
      assert.is(entries.length, messages.length);
      return entries.length === 0;
    },
  },
  {
    defect: 'call-in-transaction',
    harm: 'a transaction is open for as long as a provider says nothing',
    async provoke(api) {
      const [calls, hungUp] = [await open(), hangUps()];
      const answers = await behaving('silent', async () => {
        const booking = booked(api);
        await until(async () => assert.ok((await open()) > calls));
        // The healthy platform has committed by now, and nobody else asks it for anything.
        const text = `SELECT FROM pg_stat_activity
          WHERE state = 'idle in transaction' AND application_name = 'api-of-this'`;
        const isOpen = async () => (await stage.database.observe(text)).length > 0;
        await until(async () => assert.ok((await isOpen()) || hangUps() > hungUp));
        return { isHarmed: await isOpen(), booking };
      });
      await untilTold(api, [await answers.booking]);
      return answers.isHarmed;
    },
  },
  {
    defect: 'relay-without-dedupe',
    harm: 'a customer whose message lost its reply gets it twice',
    async provoke(api) {
      const id = await behaving('act-and-drop', async () => {
        const id = await booked(api);
        await until(async () => assert.ok(requestsOf(stage.messaging, id).length > 0));
        return id;
      });
      assert.equal(await untilTold(api, [id]), []);
      return (await told(stage, id)).messages.length > 1;
    },
  },
  {
    defect: 'retry-storm',
    harm: 'a provider that asked for a second of rest is called again at once',
    async provoke(api) {
      const before = stage.calendar.journal().length;
      const work = async () => [await booked(api), await seen(before, 4)] as const;
      const [id, requests] = await behaving('rate-limiting', work, { retryAfterSeconds: 1 });
      await untilTold(api, [id]);
      return gapsOf(requests).some((ms) => ms < 1_000);
    },
  },
  {
    defect: 'breaker-never-opens',
    harm: 'a provider that is down is called on and on',
    async provoke(api) {
      const before = stage.calendar.journal().length;
      // Eight in a row, what was under way beside the last of them, and no more until two seconds are over.
      const [ids, isHarmed] = await behaving('failing', async () => {
        const ids = await bookedMany(api, 20);
        const count = (isShort: boolean) => {
          const requests = stage.calendar.journal().slice(before);
          return gapsOf(requests).filter((ms) => ms < 1_900 === isShort).length;
        };
        await until(async () => assert.ok(count(false) >= 3 || count(true) >= 15));
        return [ids, count(true) >= 15] as const;
      });
      await untilTold(api, ids);
      return isHarmed;
    },
  },
  {
    defect: 'breaker-never-closes',
    harm: 'a provider that is back is not called any more',
    async provoke(api) {
      const ids = await behaving('failing', async () => {
        const ids = await bookedMany(api, 20);
        // Eight failures that the relay knows of, not only the provider: both breakers are open from then on.
        await until(async () => assert.ok((await failures(ids)).every((count) => count >= 8)));
        return ids;
      });
      const requests = () => stage.calendar.journal().length + stage.messaging.journal().length;
      let [before, quietSince] = [requests(), performance.now()];
      return until(async () => {
        const isTold = (await waiting(api, ids)).length === 0;
        if (requests() > before) [before, quietSince] = [requests(), performance.now()];
        assert.ok(isTold || performance.now() - quietSince > neverMs);
        return !isTold;
      });
    },
  },
  {
    defect: 'no-timeout',
    harm: 'calls to a silent provider become more and more',
    async provoke(api) {
      const hungUp = hangUps();
      const [ids, isHarmed] = await behaving('silent', async () => {
        const ids = await bookedMany(api, 12);
        const most = until(async () => {
          const calls = await open();
          assert.ok(calls > 8 || hangUps() >= hungUp + 8);
          return calls;
        });
        return [ids, (await most) > 8] as const;
      });
      assert.equal(await untilTold(api, ids), []);
      return isHarmed;
    },
  },
  {
    defect: 'correlation-lost',
    harm: 'what a provider was asked cannot be traced back to who wanted it',
    async provoke(api) {
      const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
      const headers = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-correlation-id': 'call-17' };
      const id = await booked(api, headers);
      assert.equal(await untilTold(api, [id]), []);
      const requests = [...requestsOf(stage.calendar, id), ...requestsOf(stage.messaging, id)];
      assert.is(requests.length, 2);
      const isKept = requests.map((one) => one.correlationId === 'call-17' && one.traceId === traceId);
      assert.is(isKept[0], isKept[1]);
      return isKept[0] === false;
    },
  },
];

function hangUps(): number {
  return stage.calendar.journal().filter(({ ending }) => ending === 'hung-up').length;
}

/** How often the relay saw a call about these appointments fail, by provider. */
async function failures(ids: readonly string[]): Promise<readonly number[]> {
  const text = `SELECT sum(attempts)::integer AS count FROM outbox
    WHERE appointment_id = ANY ($1) GROUP BY provider`;
  return (await stage.database.query<{ count: number }>(text, [ids])).map(({ count }) => count);
}

/** An api and a relay for one test, and nobody else who delivers. */
async function withProcesses(env: NodeJS.ProcessEnv, use: (api: Api) => Promise<void>): Promise<void> {
  const api = await startApi(stage.database.url, { ...stage.env, ...env, PROCESS_NAME: 'api-of-this' });
  const relay = await stage.relay({ ...env, PROCESS_NAME: 'relay-of-this' });
  try {
    await use(api);
  } finally {
    await Promise.all([api.kill(), relay.kill()]);
  }
}

test('the healthy platform harms nobody', async () => {
  await withProcesses({}, async (api) => {
    for (const { defect, harm, provoke } of provocations) assert.not(await provoke(api), `${defect}: ${harm}`);
  });
});

for (const { defect, harm, provoke } of provocations) {
  test(`${defect}: ${harm}`, async () => {
    await withProcesses({ DEFECTS: defect }, async (api) => assert.ok(await provoke(api)));
  });
}
