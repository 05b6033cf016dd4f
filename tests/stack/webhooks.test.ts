import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, startApi, startWorker, type Worker, webhookSecret } from './platform.ts';
import { deliver, event, type Sent, signatureOf } from './sender.ts';
import { chairs, loadWorld, monday } from './world.ts';

const test = suite('stack: webhooks');
let database: Database;
let api: Api;
let worker: Worker;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  api = await startApi(database.url, { PROCESS_NAME: 'api-1' });
  worker = await startWorker(database.url, { PROCESS_NAME: 'worker-1' });
});

test.after(async () => {
  await Promise.all([api?.stop(), worker?.stop()]);
  await database?.remove();
});

let ids = 0;

function freshId(): string {
  ids += 1;
  return `event-${ids}`;
}

/** A wish for a half hour of a chair that no other test uses. */
function wish(chair: number, at = '08:00'): Record<string, string> {
  const places = { branchId: 'acme-main', serviceId: 'cut', customerId: 'anna', staffId: chairs[chair] ?? '' };
  return { ...places, start: `${monday}T${at}:00Z`, end: `${monday}T${at.replace(':00', ':30')}:00Z` };
}

async function accepted(id: string, body: string, more: Partial<Sent> = {}): Promise<void> {
  const answer = await deliver(api.url, { id, body, ...more });
  assert.equal([answer.status, answer.body], [204, {}]);
}

interface Row {
  readonly handled: boolean;
  readonly dead: boolean;
  readonly attempts: number;
  readonly last_error: string | null;
  readonly correlation_id: string;
}

async function rows(id: string): Promise<readonly Row[]> {
  const text = `SELECT handled_at IS NOT NULL AS handled, dead_at IS NOT NULL AS dead, attempts, last_error,
      correlation_id
    FROM webhooks WHERE event_id = $1`;
  return database.query<Row>(text, [id]);
}

/** The event once it is handled or given up. */
async function settled(id: string): Promise<Row> {
  return until(async () => {
    const [row, ...more] = await rows(id);
    assert.equal(more, []);
    assert.ok(row?.handled || row?.dead, `${id} waits`);
    return row as Row;
  });
}

async function statuses(tag: string): Promise<readonly string[]> {
  const text = 'SELECT status FROM appointments WHERE tag = $1 ORDER BY status';
  return (await database.query<{ status: string }>(text, [tag])).map(({ status }) => status);
}

test('an event that asks for a booking makes one, with the id of the event as its tag', async () => {
  const id = freshId();
  await accepted(id, event('booking-asked', wish(0)), { headers: { 'x-correlation-id': 'call-17' } });
  assert.equal(await settled(id), {
    ...{ handled: true, dead: false, attempts: 0, last_error: null, correlation_id: 'call-17' },
  });
  assert.equal(await statuses(id), ['booked']);
  await until(async () => assert.ok(worker.logs.some((line) => line.correlationId === 'call-17')));
});

test('deliveries of one event have one effect, at once and later; each is acknowledged', async () => {
  const id = freshId();
  const body = event('booking-asked', { ...wish(1), serviceId: 'class', end: `${monday}T09:00:00Z` });
  await Promise.all(Array.from({ length: 20 }, (_, late) => accepted(id, body, { late })));
  await settled(id);
  await accepted(id, body);
  const behind = freshId();
  await accepted(behind, event('call-started'));
  await settled(behind);
  assert.equal(await statuses(id), ['booked']);
});

test('one id of two companies is two events', async () => {
  const id = freshId();
  const places = { branchId: 'other-main', serviceId: 'other-cut', staffId: 'other-chair', customerId: 'otto' };
  await accepted(id, event('booking-asked', wish(2)));
  const theirs = event('booking-asked', { ...places, start: `${monday}T10:00:00Z` });
  await accepted(id, theirs, { tenant: 'other' });
  await until(async () => assert.equal(await statuses(id), ['booked', 'booked']));
});

test('a cancellation ends its booking, whichever comes first', async () => {
  for (const isFirst of [false, true]) {
    const [booking, cancellation] = [freshId(), freshId()];
    const both = [
      [booking, event('booking-asked', wish(3))],
      [cancellation, event('cancellation-asked', { cancels: booking })],
    ] as const;
    for (const [id, body] of isFirst ? both.toReversed() : both) {
      await accepted(id, body);
      assert.is((await settled(id)).last_error, null);
    }
    assert.equal(await statuses(booking), ['cancelled']);
  }
});

test('a call is kept whatever is heard of it first', async () => {
  for (const kinds of [
    ['call-started', 'slots-asked', 'call-ended'],
    ['call-ended', 'call-started', 'slots-asked'],
  ]) {
    const callId = `call-of-${kinds[0]}`;
    for (const kind of kinds) {
      const id = freshId();
      await accepted(id, event(kind, { callId }));
      assert.is((await settled(id)).last_error, null);
    }
    const text = `SELECT started_at IS NOT NULL AND ended_at IS NOT NULL AS complete FROM calls
      WHERE company_id = 'acme' AND id = $1`;
    assert.equal(await database.query(text, [callId]), [{ complete: true }]);
  }
});

test('a refusal is an outcome, an unknown kind asks for nothing, what cannot be read is kept', async () => {
  const [refused, unknown, poison] = [freshId(), freshId(), freshId()];
  await accepted(poison, event('booking-asked', { ...wish(4), start: 'the day before yesterday' }));
  await accepted(refused, event('booking-asked', wish(0)));
  await accepted(unknown, event('mood-swung', { mood: '🙂' }));
  assert.equal(await settled(unknown), { ...(await settled(unknown)), handled: true, last_error: null });
  assert.equal(
    [(await settled(refused)).handled, (await settled(refused)).last_error],
    [...[true, 'this time is no longer free']],
  );
  const { dead, last_error } = await settled(poison);
  assert.ok(dead);
  assert.match(last_error ?? '', 'cannot be read');
  assert.equal([await statuses(refused), await statuses(poison)], [[], []]);

  assert.equal((await api.call('acme', 'GET', '/v1/webhooks')).body, { waiting: [], dead: [poison] });
  assert.equal((await api.call('other', 'GET', '/v1/webhooks')).body, { waiting: [], dead: [] });
  const replay = (tenant: string, id: string) => api.call(tenant, 'POST', `/v1/webhooks/${id}/replay`);
  assert.is((await replay('other', poison)).status, 404);
  assert.is((await replay('acme', refused)).status, 409);
  await worker.stop();
  assert.equal((await replay('acme', poison)).body, { id: poison, status: 'waiting' });
  assert.equal((await api.call('acme', 'GET', '/v1/webhooks')).body, { waiting: [poison], dead: [] });
  worker = await startWorker(database.url, { PROCESS_NAME: 'worker-1' });
  assert.ok((await settled(poison)).dead);
});

test('what fails is tried again with growing pauses, then given up; what lies behind it is handled', async () => {
  const id = freshId();
  await database.query('ALTER TABLE calls ADD CONSTRAINT nobody_broken CHECK (id <> $$broken$$)');
  await accepted(id, event('call-started', { callId: 'broken' }));
  const behind = freshId();
  await accepted(behind, event('call-started'));
  await settled(behind);
  const { dead, attempts } = await settled(id);
  assert.equal([dead, attempts], [true, 5]);
  await database.query('ALTER TABLE calls DROP CONSTRAINT nobody_broken');
  assert.is((await api.call('acme', 'POST', `/v1/webhooks/${id}/replay`)).status, 200);
  await until(async () => assert.equal(await rows(id), [{ ...(await settled(id)), handled: true, dead: false }]));
});

test('every good signature is accepted', async () => {
  const old = webhookSecret('acme');
  const renewed = webhookSecret('acme', 'webhook-new');
  const stranger = webhookSecret('stranger');
  for (const more of [
    ...[{ secrets: [renewed] }, { secrets: [old, renewed] }, { secrets: [stranger, old] }],
    ...[{ late: 240 }, { late: -240 }],
  ]) {
    await accepted(freshId(), event('call-ended'), more);
  }
});

test('every other signature is refused, and nothing is stored', async () => {
  const body = event('call-ended');
  const id = freshId();
  const now = String(Math.floor(Date.now() / 1_000));
  const good = signatureOf(webhookSecret('acme'), `${id}.${now}.`, body);
  const refused: readonly Partial<Sent>[] = [
    ...[{ secrets: [] }, { secrets: [webhookSecret('other')] }, { late: 360 }, { late: -360 }],
    { headers: { 'webhook-timestamp': now, 'webhook-signature': good.replace('v1,', 'v2,') } },
    { headers: { 'webhook-timestamp': now, 'webhook-signature': good.slice('v1,'.length) } },
    { headers: { 'webhook-timestamp': now, 'webhook-signature': good.slice(0, -2) } },
    { headers: { 'webhook-timestamp': String(Number(now) + 1), 'webhook-signature': good } },
    { headers: { 'webhook-timestamp': 'now' } },
    { headers: { 'webhook-id': 'another' } },
    { body: `${body} `, headers: { 'webhook-timestamp': now, 'webhook-signature': good } },
    { tenant: 'nobody' },
  ];
  for (const one of refused) {
    const { status, body: problem } = await deliver(api.url, { id, body, ...one });
    assert.equal([status, problem.type], [401, 'urn:booking:problem:forbidden'], JSON.stringify(one));
  }
  assert.equal(await rows(id), []);
});

test('the signature is over the bytes, however they are written; large ones are no matter', async () => {
  for (const body of [
    '{ "data" : {"callId":"call-1"},\n\n "type":"\\u0063all-ended" }',
    JSON.stringify({ type: 'call-ended', data: { callId: 'call-1' }, padding: 'ü'.repeat(50_000) }),
  ]) {
    const id = freshId();
    await accepted(id, body);
    assert.is((await settled(id)).last_error, null);
  }
});

test('what is no event is refused, behind its signature', async () => {
  const sent = async (more: Partial<Sent>) => {
    const { status } = await deliver(api.url, { id: freshId(), body: event('call-ended'), ...more });
    return status;
  };
  for (const body of ['{"type":', '[]', 'null', '{}', '{"type":7}', '{"type":"a\\u0000b"}', '']) {
    assert.is(await sent({ body }), 400, body);
    assert.is(await sent({ body, secrets: [] }), 401, body);
  }
  assert.is(await sent({ headers: { 'content-type': 'text/plain' } }), 415);
  assert.is(await sent({ headers: { 'content-encoding': 'gzip' } }), 415);
  assert.is(await sent({ body: ' '.repeat(300_000) }), 413);
});

test('a worker that dies in the middle leaves its event to the next one', async () => {
  const id = freshId();
  const gate = await database.lock("SELECT FROM customers WHERE id = 'anna' FOR UPDATE");
  try {
    await accepted(id, event('booking-asked', wish(6)));
    await until(async () => {
      const waiting = await database.observe("SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'");
      assert.is(waiting.length, 1);
    });
    await worker.kill();
  } finally {
    await gate.release();
  }
  worker = await startWorker(database.url, { PROCESS_NAME: 'worker-1' });
  assert.is((await settled(id)).last_error, null);
  assert.equal(await statuses(id), ['booked']);
});

test('neither a secret nor what is in an event is ever logged', async () => {
  const id = freshId();
  await accepted(id, event('call-ended', { transcript: 'my name is Wilhelmine' }));
  await settled(id);
  await until(async () => assert.ok(worker.logs.some((line) => line.event === id)));
  await until(async () => assert.ok(api.logs.some(({ route }) => route === '/webhooks/standard/:tenant')));
  const text = JSON.stringify([api.logs, worker.logs]);
  for (const secret of ['Wilhelmine', 'v1,', webhookSecret('acme').slice('whsec_'.length)])
    assert.not(text.includes(secret));
});

test('two workers share the work, and each event has one effect', async () => {
  const second = await startWorker(database.url, { PROCESS_NAME: 'worker-2' });
  try {
    const sent = Array.from({ length: 40 }, freshId);
    const body = event('booking-asked', { ...wish(5), serviceId: 'class', end: `${monday}T09:00:00Z` });
    await Promise.all(sent.map((id) => accepted(id, body)));
    const ends = await Promise.all(sent.map(settled));
    assert.is(ends.filter(({ last_error }) => last_error === null).length, 5, 'a class has five seats');
    const booked = await Promise.all(sent.map(statuses));
    assert.is(booked.flat().length, 5);
  } finally {
    assert.is(await second.stop(), 0);
  }
});
