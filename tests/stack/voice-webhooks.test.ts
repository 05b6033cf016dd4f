import { createHmac } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, startApi, startWorker, voiceSecret, type Worker, webhookSecret } from './platform.ts';
import { deliver, event, signatureOf } from './sender.ts';
import { chairs, loadWorld, monday } from './world.ts';

const test = suite('stack: the voice provider');
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

interface Call {
  readonly body?: string | Buffer;
  /** Seconds, beside the present. */
  readonly late?: number;
  readonly secrets?: readonly Buffer[];
  /** In place of the one that is made; `<t>` stands for the present. */
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function voiceEvent(more: object = {}, data: object = {}): string {
  ids += 1;
  return JSON.stringify({ id: `voice-${ids}`, type: 'call-ended', data: { callId: 'call-1', ...data }, ...more });
}

/** Delivers by the voice provider's scheme, as stack/README.md describes it. */
async function send(call: Call = {}, tenant = 'acme'): Promise<number> {
  const { body = voiceEvent(), late = 0, secrets = [voiceSecret('acme')] } = call;
  const t = Math.floor(Date.now() / 1_000) - late;
  const made = secrets.map((key) => `v1=${createHmac('sha256', key).update(`${t}.`).update(body).digest('hex')}`);
  const reply = await fetch(`${api.url}/webhooks/voice/${tenant}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-voice-signature': call.signature?.replace('<t>', String(t)) ?? [`t=${t}`, ...made].join(','),
      ...call.headers,
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  if (reply.status === 415) assert.is(reply.headers.get('accept-encoding'), 'identity');
  await reply.arrayBuffer();
  return reply.status;
}

async function stored(id: string): Promise<number> {
  return (await database.query('SELECT FROM webhooks WHERE event_id = $1', [id])).length;
}

test('an event is stored once, whichever endpoint it comes to and however often', async () => {
  const places = { branchId: 'acme-main', serviceId: 'cut', customerId: 'anna', staffId: chairs[0] ?? '' };
  const data = { callId: 'call-1', ...places, start: `${monday}T08:00:00Z` };
  const body = voiceEvent({ type: 'booking-asked', data });
  const { id } = JSON.parse(body) as { id: string };
  const answers = await Promise.all(Array.from({ length: 20 }, () => send({ body })));
  assert.equal(new Set(answers), new Set([204]));
  assert.is((await deliver(api.url, { id, body: event('booking-asked', data) })).status, 204);
  assert.is(await stored(id), 1);
  await until(async () => {
    const rows = await database.query("SELECT FROM appointments WHERE tag = $1 AND status = 'booked'", [id]);
    assert.is(rows.length, 1);
  });
});

test('either secret will do, one right signature among others, and parts that nobody knows', async () => {
  assert.is(await send({ secrets: [voiceSecret('acme', 'voice-new')] }), 204);
  assert.is(await send({ secrets: [voiceSecret('other'), voiceSecret('acme')] }), 204);
  const body = voiceEvent();
  const t = Math.floor(Date.now() / 1_000);
  const digest = createHmac('sha256', voiceSecret('acme')).update(`${t}.${body}`).digest('hex');
  assert.is(await send({ body, signature: `v0=abc, t=${t}, v2=x, v1=${digest}` }), 204);
});

test('whoever cannot sign, or signs for another time or tenant, has no effect', async () => {
  const right = Buffer.from(webhookSecret('acme').slice('whsec_'.length), 'base64');
  for (const call of [
    { secrets: [] },
    { secrets: [voiceSecret('other')] },
    { secrets: [right] },
    { late: 301 },
    { late: -302 },
    { signature: '' },
    { signature: 't=<t>' },
    { signature: 't=<t>,v1=' },
    { signature: `t=<t>,v1=${'0'.repeat(64)}` },
    { signature: 'v1=00' },
    { signature: 't=1,t=2,v1=00' },
  ]) {
    const body = voiceEvent();
    assert.is(await send({ body, ...call }), 401, JSON.stringify(call));
    assert.is(await stored((JSON.parse(body) as { id: string }).id), 0);
  }
  assert.is(await send({ late: 295 }), 204);
  assert.is(await send({ late: -295 }), 204);
  assert.is(await send({ secrets: [voiceSecret('nobody')] }, 'nobody'), 401);
});

test('what is no event is refused, behind its signature', async () => {
  for (const body of ['{"id":', '[]', 'null', '{"type":"a"}', '{"id":7,"type":"a"}', '{"id":"a b","type":"a"}', '']) {
    assert.is(await send({ body }), 400, body);
    assert.is(await send({ body, secrets: [] }), 401, body);
  }
  assert.is(await send({ body: '{"id":"a-1"}' }), 400);
  assert.is(await send({ headers: { 'content-type': 'text/plain' } }), 415);
});

test('encoded bodies are refused, also those whose bytes are signed, and not unpacked', async () => {
  const body = voiceEvent();
  const bomb = gzipSync(Buffer.alloc(50_000_000, ' '));
  for (const packed of [gzipSync(body), bomb, gzipSync(gzipSync(body))]) {
    assert.is(await send({ body: packed, headers: { 'content-encoding': 'gzip' } }), 415);
    const timestamp = Math.floor(Date.now() / 1_000);
    const headers = {
      'content-encoding': 'gzip',
      'webhook-signature': signatureOf(webhookSecret('acme'), `packed.${timestamp}.`, packed),
    };
    const answer = await deliver(api.url, { id: 'packed', at: timestamp, body: packed, headers });
    assert.equal([answer.status, answer.headers.get('accept-encoding')], [415, 'identity']);
  }
  assert.is(await send({ body: gzipSync(body), secrets: [], headers: { 'content-encoding': 'gzip' } }), 401);
  assert.equal([await stored('packed'), await stored((JSON.parse(body) as { id: string }).id)], [0, 0]);
  assert.is(await send({ body, headers: { 'content-encoding': 'identity' } }), 204);
});
