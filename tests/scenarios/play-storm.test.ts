import * as assert from 'uvu/assert';
import type { Operation } from '../../core/operation.ts';
import { bodyForms, type Credential, type DeliveryOperation, forgedCredentials } from '../../core/webhook.ts';
import type { Delivery } from '../../scenarios/storm/deliveries.ts';
import { playStorm, type StormOptions } from '../../scenarios/storm/play-storm.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';
import { startReceiver } from './webhook-receiver.ts';

const test = suite('play storm');

const secrets = {
  'webhook/t': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'webhook/t/new': 'whsec_bmV4dCBzZWNyZXQgb2YgdGhlIHNhbWU=',
  'webhook/nobody': 'whsec_c29tZWJvZHkgZWxzZSdzIHNlY3JldA==',
  'voice/t': 'base64:MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  'voice/t/new': 'base64:bmV4dCBzZWNyZXQgb2YgdGhlIHNhbWU=',
  'voice/nobody': 'base64:c29tZWJvZHkgZWxzZSdzIHNlY3JldA==',
};

function delivery(id: string, more: Partial<Delivery> = {}): Delivery {
  const event = { id, tenant: 't', call: `${id}-call`, position: 0, kind: 'call-started', demand: { effect: 'none' } };
  return { dueMs: 0, event, cause: 'first', credential: 'good', form: 'plain', ...more } as Delivery;
}

/** Plays, and gives what was recorded. */
async function play(deliveries: readonly Delivery[], more: Partial<StormOptions> & Pick<StormOptions, 'baseUrls'>) {
  const operations: DeliveryOperation[] = [];
  const beganMs = performance.now();
  const played = await playStorm({
    ...{ deliveries, retryAfterMs: [1, 5, 20], lastsMsMax: 20_000, target: reference, connections: 10, secrets },
    ...{ runId: '0000abcd', timeoutMs: 10_000, clock: () => performance.now() - beganMs },
    write: (line) => void ('verb' in line && operations.push(line as Operation as DeliveryOperation)),
    signal: new AbortController().signal,
    ...more,
  });
  const begun = operations.map(({ id }) => id);
  assert.is(new Set(begun).size, begun.length);
  return { operations, played };
}

test('everything that was sent is recorded, once, by one operation of the same trace', async () => {
  const receivers = await Promise.all([startReceiver(secrets), startReceiver(secrets)]);
  const deliveries = Array.from({ length: 600 }, (_, index) => delivery(`e-${index % 200}`, { dueMs: index / 10 }));
  const { operations, played } = await play(deliveries, { baseUrls: receivers.map(({ baseUrl }) => baseUrl) });
  await Promise.all(receivers.map((receiver) => receiver.stop()));
  const received = receivers.map((receiver) => receiver.received);
  assert.equal(
    received
      .flat()
      .map(({ trace }) => trace)
      .sort(),
    operations.map(({ id }) => id).sort(),
  );
  assert.ok(
    received.every((each) => each.length > 100),
    'both base URLs have their part',
  );
  assert.equal(played.outcomes, { ok: 600, fail: 0, info: 0 });
  assert.equal([played.retries, played.givenUp, played.unsent], [0, 0, 0]);
  const ofOne = operations.filter(({ intent }) => intent === 'e-7').map(({ value }) => value.asked.delivery);
  assert.equal(ofOne.sort(), [1, 2, 3]);
});

test('no delivery begins before it is due, and one connection has one at a time', async () => {
  const receiver = await startReceiver(secrets);
  const deliveries = [0, 10, 10, 10, 150].map((dueMs, index) => delivery(`${dueMs}-${index}`, { dueMs }));
  const { operations } = await play(deliveries, { baseUrls: [receiver.baseUrl], connections: 2 });
  await receiver.stop();
  for (const { intent, startMs } of operations) assert.ok(startMs >= Number.parseInt(intent, 10), intent);
  const lastMs = new Map<string, number>();
  for (const { process, startMs, endMs } of operations.sort((a, b) => a.startMs - b.startMs)) {
    assert.ok(startMs >= (lastMs.get(process) ?? 0));
    lastMs.set(process, endMs);
  }
});

test('copies of one event meet at the receiver', async () => {
  const receiver = await startReceiver(secrets);
  const copies = Array.from({ length: 20 }, () => delivery('same', { dueMs: 300 }));
  await play(copies, { baseUrls: [receiver.baseUrl], connections: 20 });
  await receiver.stop();
  assert.ok(Math.max(...receiver.received.map(({ beside }) => beside)) >= 5);
});

test('an honest receiver takes what is good in every form and refuses what is forged or cannot be read', async () => {
  const receiver = await startReceiver(secrets);
  const credentials: readonly Credential[] = ['good', 'rotated', ...forgedCredentials];
  const forms = bodyForms.filter((form) => form !== 'plain');
  const { operations } = await play(
    [
      ...credentials.map((credential) => delivery(credential, { credential })),
      ...forms.map((form) => delivery(form, { form })),
    ],
    { baseUrls: [receiver.baseUrl] },
  );
  await receiver.stop();
  const outcome = new Map(operations.map(({ intent, type, value }) => [intent, value.reason ?? type]));
  for (const good of ['good', 'rotated', 'spaced', 'escaped', 'reordered', 'large', 'gzip', 'slow', 'poison']) {
    assert.is(outcome.get(good), 'ok', good);
  }
  for (const forged of forgedCredentials) assert.is(outcome.get(forged), 'forbidden', forged);
  assert.equal([outcome.get('broken'), outcome.get('wrong-type')], ['invalid', 'invalid']);
});

test('what is compressed may be refused, and is not sent again then', async () => {
  const receiver = await startReceiver(secrets, undefined, false);
  const { operations, played } = await play([delivery('gzip', { form: 'gzip' }), delivery('plain')], {
    baseUrls: [receiver.baseUrl],
  });
  await receiver.stop();
  const statuses = operations.map(({ intent, requests }) => [intent, requests[0]?.status]).sort();
  assert.equal(statuses, [
    ['gzip', 415],
    ['plain', 202],
  ]);
  assert.is(played.retries, 0);
});

test('a slow body takes its time, holds nobody up, and its time begins with its last piece', async () => {
  const receiver = await startReceiver(secrets);
  const slow = delivery('slow', { form: 'slow' });
  const beganMs = performance.now();
  const { operations } = await play(
    [slow, ...Array.from({ length: 20 }, (_, index) => delivery(`quick-${index}`, { dueMs: 100 }))],
    { baseUrls: [receiver.baseUrl], connections: 2 },
  );
  assert.ok(performance.now() - beganMs >= 1_400);
  await receiver.stop();
  assert.equal(
    receiver.received.map(({ id }) => id),
    [...Array.from({ length: 20 }, (_, index) => `quick-${index}`), 'slow'],
  );
  const { startMs = 0, endMs = 0, type } = operations.find(({ intent }) => intent === 'slow') ?? {};
  assert.is(type, 'ok');
  assert.ok(startMs >= 1_000 && endMs >= startMs, `from ${startMs} to ${endMs}`);
});

test('an identical redelivery has the very same signature, a second later too', async () => {
  const receiver = await startReceiver(secrets);
  const again = { dueMs: 1_100 };
  const { operations } = await play(
    [
      ...[delivery('same'), delivery('fresh')],
      ...[delivery('same', { ...again, cause: 'identical' }), delivery('fresh', { ...again, cause: 'late' })],
    ],
    { baseUrls: [receiver.baseUrl] },
  );
  await receiver.stop();
  assert.is(operations.length, 4);
  const signatures = (id: string) =>
    new Set(receiver.received.filter((each) => each.id === id).map(({ signature }) => signature));
  assert.equal([signatures('same').size, signatures('fresh').size], [1, 2]);
});

test('what gets no reply, or a 5xx, comes again until it is acknowledged, and no longer', async () => {
  const receiver = await startReceiver(secrets, (id, response, count) => {
    if (id === 'broken-twice' && count <= 2) return response.writeHead(503).end() !== undefined;
    if (id === 'silent') return true;
    if (id === 'reset') return response.socket?.resetAndDestroy() !== undefined;
    if (id === 'moved') return response.writeHead(302, { location: '/' }).end() !== undefined;
    if (id === 'gone') return response.writeHead(410).end() !== undefined;
    return false;
  });
  const outcomes = async (id: string, timeoutMs = 10_000) => {
    receiver.received.length = 0;
    const { operations, played } = await play([delivery(id)], { baseUrls: [receiver.baseUrl], timeoutMs });
    assert.ok(operations.every(({ intent }) => intent === id));
    assert.equal(receiver.received.map(({ trace }) => trace).sort(), operations.map(({ id: each }) => each).sort());
    return [...operations.map(({ type }) => type), played.givenUp];
  };
  assert.equal(await outcomes('broken-twice'), ['info', 'info', 'ok', 0]);
  assert.equal(await outcomes('silent', 100), ['info', 'info', 'info', 'info', 1]);
  assert.equal(await outcomes('reset'), ['info', 'info', 'info', 'info', 1]);
  assert.equal(await outcomes('moved'), ['info', 'info', 'info', 'info', 1]);
  assert.equal(await outcomes('gone'), ['fail', 0]);
  await receiver.stop();
});

test('an event has one chain of retries, however many of its copies got no answer, and forgers have none', async () => {
  const receiver = await startReceiver(secrets, (_, response) => response.writeHead(503).end() !== undefined);
  const copies = Array.from({ length: 8 }, () => delivery('copied'));
  const forged = delivery('forged', { credential: 'wrong', cause: 'forged' });
  const { operations, played } = await play([...copies, forged], { baseUrls: [receiver.baseUrl] });
  await receiver.stop();
  assert.equal([operations.length, played.retries, played.givenUp], [12, 3, 1]);
  assert.is(operations.filter(({ intent }) => intent === 'forged').length, 1);
});
