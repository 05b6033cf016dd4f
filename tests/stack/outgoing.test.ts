import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { until } from './database.ts';
import { freshWish, openStage, requestsOf, type Stage, told, untilTold } from './outgoing-stage.ts';
import type { Worker } from './platform.ts';
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
  await until(async () => assert.is((await told(stage, id)).messages.length, 2));
  assert.equal((await told(stage, id)).entries, []);
});
