import * as assert from 'uvu/assert';
import type { Behaviour, Conduct } from '../../core/provider.ts';
import { suite } from '../door.ts';
import type { Provider } from '../providers/start-provider.ts';
import { until } from './database.ts';
import { freshWish, openStage, requestsOf, type Stage, told, untilTold } from './outgoing-stage.ts';
import type { Worker } from './platform.ts';

const test = suite('stack: providers that fail');
let stage: Stage;
let relay: Worker;

test.before(async () => {
  stage = await openStage();
  relay = await stage.relay({ PROCESS_NAME: 'relay-1' });
});

test.after(async () => {
  await relay?.stop();
  await stage?.close();
});

async function booked(more: object = {}): Promise<string> {
  const answer = await stage.api.call('acme', 'POST', '/v1/appointments', freshWish(more));
  assert.is(answer.status, 201, JSON.stringify(answer.body));
  return String(answer.body.id);
}

function bookedMany(count: number): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: count }, () => booked()));
}

/** Lets both providers behave like this while something is done, and well again afterwards. */
async function behaving<Result>(
  behaviour: Behaviour,
  work: () => Promise<Result>,
  more: Partial<Conduct> = {},
): Promise<Result> {
  const both = [stage.calendar, stage.messaging];
  await Promise.all(both.map((provider) => provider.behave(behaviour, more)));
  try {
    return await work();
  } finally {
    await Promise.all(both.map((provider) => provider.behave('healthy')));
  }
}

async function open({ look }: Provider): Promise<number> {
  return Number((await look('/open')).open);
}

/** How often the calendar had two seconds of rest, or had not, since it had seen so many requests. */
function pausesSince(before: number): { readonly long: number; readonly short: number } {
  const requests = stage.calendar.journal().slice(before);
  const pauses = requests.slice(1).map(({ arrivedMs }, index) => arrivedMs - (requests[index]?.arrivedMs ?? 0));
  const long = pauses.filter((ms) => ms > 1_900).length;
  return { long, short: pauses.length - long };
}

async function demandToldOnce(ids: readonly string[]): Promise<void> {
  assert.equal(await untilTold(stage.api, ids), []);
  for (const id of ids) {
    const { entries, messages } = await told(stage, id);
    assert.equal([entries.length, messages.map(({ kind }) => kind)], [1, ['confirmation']], id);
  }
}

for (const behaviour of ['act-and-drop', 'drop', 'failing', 'garbage', 'reset', 'rate-limiting'] as const) {
  test(`${behaviour}: all is told once, by attempts with one key`, async () => {
    const ids = await behaving(behaviour, async () => {
      const ids = await bookedMany(3);
      for (const id of ids) {
        for (const provider of [stage.calendar, stage.messaging]) {
          await until(async () => assert.ok(requestsOf(provider, id).length > 0));
        }
      }
      return ids;
    });
    await demandToldOnce(ids);
    for (const id of ids) {
      for (const provider of [stage.calendar, stage.messaging]) {
        const requests = requestsOf(provider, id);
        assert.ok(requests.length > 1);
        assert.is(new Set(requests.map(({ idempotencyKey }) => idempotencyKey)).size, 1);
        assert.is(requests.filter(({ effect }) => effect !== undefined).length, 1);
        for (const [index, { retryAfterSeconds = 0, endedMs }] of requests.entries()) {
          const next = requests[index + 1];
          if (next !== undefined) assert.ok(next.arrivedMs - endedMs >= retryAfterSeconds * 1_000);
        }
      }
    }
  });
}

test('a silent provider holds eight calls, is let go of, and slows down nobody', async () => {
  let most = 0;
  const ids = await behaving('silent', async () => {
    const ids = [...(await bookedMany(20))];
    const look = async () => {
      most = Math.max(most, await open(stage.calendar));
      return stage.calendar.journal().filter(({ ending }) => ending === 'hung-up').length;
    };
    await until(async () => assert.ok((await look()) >= 8));
    const startMs = performance.now();
    ids.push(await booked());
    assert.ok(performance.now() - startMs < 2_500);
    return ids;
  });
  assert.is(most, 8);
  await demandToldOnce(ids);
});

test('a provider that is down is left alone, costs nothing its attempts, and is told all once it is back', async () => {
  const before = stage.calendar.journal().length;
  const down = await behaving('failing', async () => {
    const ids = await bookedMany(200);
    await until(async () => assert.ok(pausesSince(before).long >= 3));
    return ids;
  });
  // Eight failures in a row and what was under way beside the last; then one call at a time, two seconds apart.
  assert.ok(pausesSince(before).short < 15, JSON.stringify(pausesSince(before)));
  await demandToldOnce(down);
  const text = 'SELECT max(attempts) AS most FROM outbox WHERE appointment_id = ANY ($1)';
  const [row] = await stage.database.query<{ most: number }>(text, [down]);
  assert.ok((row?.most ?? 99) <= 6, String(row?.most));
});

test('a relay that is killed between the call and its mark is followed by one that says the same again', async () => {
  await relay.stop();
  const mortal = await stage.relay({ PROCESS_NAME: 'relay-2' });
  const id = await behaving(
    'slow',
    async () => {
      const id = await booked();
      await until(async () => assert.equal([await open(stage.calendar), await open(stage.messaging)], [1, 1]));
      const text = `SELECT FROM outbox WHERE appointment_id = '${id}' FOR UPDATE`;
      const gate = await stage.database.lock(text);
      try {
        for (const provider of [stage.calendar, stage.messaging]) {
          await until(async () => assert.ok(requestsOf(provider, id).some(({ effect }) => effect !== undefined)));
        }
      } finally {
        await mortal.kill();
        await gate.release();
      }
      return id;
    },
    { slowMs: [1_500, 1_500] },
  );
  relay = await stage.relay({ PROCESS_NAME: 'relay-3' });
  await demandToldOnce([id]);
  for (const provider of [stage.calendar, stage.messaging]) {
    const [first, again, ...more] = requestsOf(provider, id);
    assert.equal([again?.idempotencyKey, again?.repeats, more], [first?.idempotencyKey, first?.id, []]);
  }
});

test('two relays share the work and tell nothing twice', async () => {
  const other = await stage.relay({ PROCESS_NAME: 'relay-4' });
  try {
    const ids = await bookedMany(60);
    await demandToldOnce(ids);
    for (const id of ids) assert.is(requestsOf(stage.calendar, id).length, 1);
  } finally {
    await other.stop();
  }
});

test('what a provider refuses is given up at once, and can be seen', async () => {
  const made = await stage.api.call('acme', 'POST', '/v1/customers', { name: 'B', phone: '+49 3' });
  const id = await booked({ customerId: made.body.id });
  assert.equal(await untilTold(stage.api, [id]), [id]);
  assert.is(requestsOf(stage.messaging, id).length + (await told(stage, id)).entries.length, 1);
  await until(async () => {
    const line = relay.logs.find(({ appointment, isDead }) => appointment === id && isDead === true);
    assert.is(line?.reason, 'answered with status 400');
  });
});

test('while one provider cannot be reached the other is told, and the first one as soon as it is there', async () => {
  await relay.stop();
  const lost = await stage.relay({ CALENDAR_URL: 'http://127.0.0.1:9', PROCESS_NAME: 'relay-5' });
  const id = await booked();
  await until(async () => assert.is((await told(stage, id)).messages.length, 1));
  await until(async () => assert.ok(lost.logs.some(({ appointment, reason }) => appointment === id && reason)));
  await lost.stop();
  relay = await stage.relay({ PROCESS_NAME: 'relay-6' });
  await demandToldOnce([id]);
});
