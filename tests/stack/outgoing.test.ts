import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { until } from './database.ts';
import { freshWish, openStage, requestsOf, type Stage, told, untilTold } from './outgoing-stage.ts';
import { runEntry, startApi, type Worker } from './platform.ts';
import { deliver, event } from './sender.ts';

const test = suite('stack: outgoing calls');
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

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const traced = { traceparent: `00-${traceId}-00f067aa0ba902b7-01`, 'x-correlation-id': 'call-17' };

async function done(method: string, path: string, body?: object, headers: Record<string, string> = {}) {
  const answer = await stage.api.call('acme', method, path, body, headers);
  assert.ok(answer.status < 300, JSON.stringify(answer.body));
  return answer.body as Record<string, string>;
}

async function booked(wish = freshWish(), headers = {}): Promise<string> {
  return (await done('POST', '/v1/appointments', wish, headers)).id ?? '';
}

test('a booking has one entry and one confirmation, which bear the ids of its request', async () => {
  const wish = freshWish();
  const id = await booked(wish, traced);
  assert.equal(await untilTold(stage.api, [id]), []);
  const { entries, messages } = await told(stage, id);
  assert.equal(
    entries.map(({ staff, start }) => ({ staff, start })),
    [{ staff: wish.staffId, start: wish.start }],
  );
  assert.equal(
    messages.map(({ kind, to, channel }) => ({ kind, to, channel })),
    [{ kind: 'confirmation', to: '+49221100', channel: 'sms' }],
  );
  for (const provider of [stage.calendar, stage.messaging]) {
    const [request, ...more] = requestsOf(provider, id);
    assert.equal(more, []);
    assert.equal([request?.correlationId, request?.traceId], ['call-17', traceId]);
    assert.match(request?.idempotencyKey ?? '', /^[0-9a-f-]{36}$/);
  }
  const logged = relay.logs.filter(({ appointment }) => appointment === id);
  assert.ok(logged.length === 2 && logged.every(({ correlationId }) => correlationId === 'call-17'));
});

test('a hold is told to nobody, its confirmation is', async () => {
  const [dropped, kept] = [await done('POST', '/v1/holds', freshWish()), await done('POST', '/v1/holds', freshWish())];
  await done('POST', `/v1/appointments/${dropped.id}/cancel`);
  await done('POST', `/v1/holds/${kept.id}/confirm`);
  await untilTold(stage.api, [String(kept.id)]);
  assert.equal(await told(stage, String(dropped.id)), { entries: [], messages: [] });
  const { entries, messages } = await told(stage, String(kept.id));
  assert.equal([entries.length, messages.map(({ kind }) => kind)], [1, ['confirmation']]);
});

test('a move moves the entry, a cancellation deletes it, and each is told in its turn', async () => {
  const id = await booked();
  const to = freshWish();
  await done('POST', `/v1/appointments/${id}/reschedule`, { staffId: to.staffId, start: to.start });
  await untilTold(stage.api, [id]);
  assert.equal(
    (await told(stage, id)).entries.map(({ staff, start }) => ({ staff, start })),
    [{ staff: to.staffId, start: to.start }],
  );
  await done('POST', `/v1/appointments/${id}/cancel`);
  await untilTold(stage.api, [id]);
  const { entries, messages } = await told(stage, id);
  assert.equal([entries, messages.map(({ kind }) => kind)], [[], ['confirmation', 'move', 'cancellation']]);
  const routes = requestsOf(stage.calendar, id).map(({ route }) => route);
  assert.equal(routes, ['POST /entries', 'PATCH /entries/:id', 'DELETE /entries/:id']);
});

test('changes in quick succession reach the calendar in their order', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const id = await booked();
      const { staffId, start } = freshWish();
      await done('POST', `/v1/appointments/${id}/reschedule`, { staffId, start });
      await done('POST', `/v1/appointments/${id}/cancel`);
      return id;
    }),
  );
  assert.equal(await untilTold(stage.api, ids), []);
  for (const id of ids) {
    const { entries, messages } = await told(stage, id);
    assert.equal([entries, messages.map(({ kind }) => kind)], [[], ['confirmation', 'move', 'cancellation']]);
  }
});

test('an appointment from before has no entry: cancelling it deletes nothing, moving it makes one', async () => {
  await done('POST', '/v1/appointments/seeded-1/cancel');
  const { staffId, start } = freshWish({ serviceId: 'class' });
  await done('POST', '/v1/appointments/seeded-3/reschedule', { staffId, start });
  await untilTold(stage.api, ['seeded-1', 'seeded-3']);
  assert.equal(requestsOf(stage.calendar, 'seeded-1'), []);
  assert.equal(
    (await told(stage, 'seeded-1')).messages.map(({ kind }) => kind),
    ['cancellation'],
  );
  assert.equal(
    (await told(stage, 'seeded-3')).entries.map((entry) => entry.staff),
    [staffId],
  );
});

test('what the telephone asked for is told like the rest, and bears the id of its delivery', async () => {
  const { end: _, ...wish } = freshWish();
  const headers = { ...traced, 'x-correlation-id': 'phone-1' };
  const body = event('booking-asked', wish);
  assert.is((await deliver(stage.api.url, { id: 'booking-1', body, headers })).status, 204);
  const find = async () => {
    const text = 'SELECT id FROM appointments WHERE tag = $1';
    const [row] = await stage.database.query<{ id: string }>(text, ['booking-1']);
    assert.ok(row);
    return row.id;
  };
  const id = await until(find);
  await untilTold(stage.api, [id]);
  const [request] = requestsOf(stage.calendar, id);
  assert.equal([request?.correlationId, request?.traceId], ['phone-1', traceId]);
  await deliver(stage.api.url, { id: 'cancel-1', body: event('cancellation-asked', { cancels: 'booking-1' }) });
  // Each provider is told in its own time.
  await until(async () => {
    const { messages, entries } = await told(stage, id);
    assert.equal([messages.length, entries], [2, []]);
  });
});

/** A full half hour that lies so many hours ahead, for staff who work around the clock. */
function soon(hours: number): Record<string, string> {
  const halfHourMs = 1_800_000;
  const start = new Date(Math.ceil((Date.now() + hours * 3_600_000) / halfHourMs) * halfHourMs);
  const places = { branchId: 'acme-night', staffId: 'night-a' };
  return freshWish({ ...places, start: `${start.toISOString().slice(0, 19)}Z` });
}

test('who comes within a day is reminded once, who comes later is not', async () => {
  const other = await stage.relay({ PROCESS_NAME: 'relay-2' });
  try {
    const [near, far] = [await booked(soon(3)), await booked(soon(30))];
    const kinds = async (id: string) => (await told(stage, id)).messages.map(({ kind }) => kind);
    await until(async () => assert.equal(await kinds(near), ['confirmation', 'reminder']));
    const next = await booked(soon(5));
    await until(async () => assert.equal(await kinds(next), ['confirmation', 'reminder']));
    assert.equal(await kinds(near), ['confirmation', 'reminder']);
    await untilTold(stage.api, [far]);
    assert.equal(await kinds(far), ['confirmation']);
  } finally {
    await other.stop();
  }
});

test('nobody is reminded of what was cancelled while the reminder waited', async () => {
  await relay.stop();
  const id = await booked(soon(7));
  const text = `INSERT INTO outbox (provider, kind, correlation_id, trace_id, company_id, appointment_id, staff_id,
      starts_at, ends_at, time_zone, language, phone)
    SELECT provider, 'reminder', correlation_id, trace_id, company_id, appointment_id, staff_id,
      starts_at, ends_at, time_zone, language, phone FROM outbox WHERE appointment_id = $1 AND provider = 'messaging'`;
  await stage.database.query(text, [id]);
  await stage.database.query('UPDATE appointments SET reminded_at = now() WHERE id = $1', [id]);
  await done('POST', `/v1/appointments/${id}/cancel`);
  relay = await stage.relay({ PROCESS_NAME: 'relay-3' });
  await untilTold(stage.api, [id]);
  assert.equal(
    (await told(stage, id)).messages.map(({ kind }) => kind),
    ['confirmation', 'cancellation'],
  );
});

test('where there is no provider nothing is written for it', async () => {
  const { MESSAGING_URL } = stage.env;
  const [none, one] = await Promise.all([
    startApi(stage.database.url),
    startApi(stage.database.url, { ...(MESSAGING_URL === undefined ? {} : { MESSAGING_URL }) }),
  ]);
  try {
    for (const [api, providers] of [
      [none, []],
      [one, ['messaging']],
    ] as const) {
      const { body } = await api.call('acme', 'POST', '/v1/appointments', freshWish());
      const text = 'SELECT provider FROM outbox WHERE appointment_id = $1';
      const rows = await stage.database.query<{ provider: string }>(text, [body.id]);
      assert.equal(
        rows.map(({ provider }) => provider),
        providers,
      );
    }
  } finally {
    await Promise.all([none.stop(), one.stop()]);
  }
});

test('figures say how much waits, how long, and what became of calls', async () => {
  const free = createServer().listen(0, '127.0.0.1');
  await once(free, 'listening');
  const { port } = free.address() as AddressInfo;
  free.close();
  await relay.stop();
  const id = await booked();
  const waiting = /^outgoing_waiting\{provider="calendar"\} ([1-9]\d*)$/m;
  const age = /^outgoing_oldest_seconds\{provider="calendar"\} (\d.*)$/m;
  const { text } = (await stage.api.call('', 'GET', '/metrics')).body;
  assert.match(String(text), waiting);
  assert.ok(Number(age.exec(String(text))?.[1]) > 0);
  relay = await stage.relay({ PROCESS_NAME: 'relay-4', METRICS_PORT: String(port) });
  await untilTold(stage.api, [id]);
  await until(async () => {
    const shown = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    assert.match(shown, /^outgoing_calls_total\{provider="calendar",outcome="delivered"\} [1-9]/m);
    assert.not.match(shown, waiting);
  });
});

test('settings that make no sense are named', async () => {
  const env = { API_KEY_SECRET: 'x', CALENDAR_URL: 'nowhere', MESSAGING_URL: 'ftp://127.0.0.1' };
  const { code, errors } = await runEntry('relay', { databaseUrl: stage.database.url, env });
  assert.is(code, 2);
  for (const name of ['CALENDAR_URL', 'MESSAGING_URL']) assert.match(errors, name);
});
