import * as assert from 'uvu/assert';
import { openClient } from '../../drivers/node/client.ts';
import { readState } from '../../drivers/node/read-state.ts';
import type { Intent } from '../../targets/intent.ts';
import { reference } from '../../targets/reference.ts';
import type { Target } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { startToyPlatform } from './toy-platform.ts';
import { target } from './toy-target.ts';

const test = suite('client');

const base = { secrets: { 'toy-key': 'canary' }, name: 'user-1', runId: '0000abcd', timeoutMs: 2_000 };
const slot = { resource: 'staff-1', start: '2026-12-01T10:00:00Z', end: '2026-12-01T10:30:00Z' };
const book: Intent = {
  verb: 'book',
  tenant: 't',
  branch: 'b',
  service: 's',
  customer: 'c',
  slot,
  tag: 'tag-1',
  idempotencyKey: 'k',
};

test('records one operation with its request, and keeps the secret out of it', async () => {
  const platform = await startToyPlatform(() => ({ status: 200, body: '{}' }));
  let nowMs = 0;
  const client = openClient({ ...base, target, baseUrls: [platform.baseUrl], clock: () => (nowMs += 5) });
  const { operation } = await client.perform(book, { intendedMs: 1 });
  await platform.stop();
  assert.is(operation.type, 'ok');
  assert.is(operation.intent, 'tag-1');
  assert.is(operation.idempotencyKey, 'k');
  assert.is(operation.intendedMs, 1);
  assert.equal(operation.requests, [{ route: 'POST /book', startMs: 5, endMs: 10, status: 200 }]);
  assert.equal(operation.keys, ['staff-1']);
  assert.is(operation.value.asked?.tag, undefined);
  assert.is(JSON.stringify(operation).includes('canary'), false);
  assert.is(platform.requests[0]?.headers.authorization, 'Bearer canary');
  assert.match(String(platform.requests[0]?.headers.traceparent), new RegExp(`^00-${operation.id}-[0-9a-f]{16}-01$`));
  assert.match(operation.id, /^[0-9a-f]{32}$/);
});

test('signs a webhook as its sender would', async () => {
  const platform = await startToyPlatform(() => ({ status: 202, body: '' }));
  const secrets = { 'webhook/t': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw' };
  const client = openClient({ ...base, secrets, target: reference, baseUrls: [platform.baseUrl], clock: () => 0 });
  const event = { id: 'event-1', tenant: 't', call: 'd', position: 0, kind: 'call-started' };
  const asked = { ...event, demand: { effect: 'none' }, credential: 'good', form: 'plain', delivery: 1 } as const;
  const { operation } = await client.perform({ verb: 'deliver-webhook', ...asked });
  await platform.stop();
  assert.equal([operation.type, operation.intent], ['ok', 'event-1']);
  const { headers } = platform.requests[0] ?? {};
  assert.is(headers?.['webhook-id'], 'event-1');
  assert.match(String(headers?.['webhook-signature']), /^v1,[A-Za-z0-9+/]{43}=$/);
  assert.is(headers?.authorization, undefined);
});

test('asks again when the adapter says so, and no sooner; who would wait for ever is misunderstood', async () => {
  const platform = await startToyPlatform(() => ({ status: 202, body: '{}' }));
  const asking = (afterMs: number): Target => ({
    ...target,
    *perform() {
      yield { method: 'POST', path: '/book', route: '/book' };
      yield { method: 'GET', path: '/jobs/1', route: '/jobs/:id', afterMs };
      return { type: 'fail', reason: 'taken' };
    },
  });
  const perform = (afterMs: number) =>
    openClient({ ...base, target: asking(afterMs), baseUrls: [platform.baseUrl], clock }).perform(book);
  const clock = (): number => performance.now();
  const [first, second] = (await perform(120)).operation.requests;
  assert.ok((second?.startMs ?? 0) - (first?.endMs ?? 0) >= 119);
  const { operation } = await perform(60_000);
  await platform.stop();
  assert.is(operation.requests.length, 1);
  assert.match(String(operation.value.answered?.sample), /afterMs is 60000, not from 0 to 10000/);
});

test('takes base URLs in turn', async () => {
  const platforms = await Promise.all([1, 2].map(() => startToyPlatform(() => ({ status: 200, body: '' }))));
  const baseUrls = platforms.map(({ baseUrl }) => baseUrl);
  const client = openClient({ ...base, target, baseUrls, clock: () => 0 });
  for (let index = 0; index < 4; index += 1) await client.perform({ verb: 'probe' });
  await Promise.all(platforms.map((platform) => platform.stop()));
  assert.equal(
    platforms.map(({ requests }) => requests.length),
    [2, 2],
  );
});

test('knows a refusal from a reply that nobody understands, and no reply at all', async () => {
  const platform = await startToyPlatform((path) => ({ status: path === '/book' ? 409 : 500, body: 'odd' }));
  const client = openClient({ ...base, target, baseUrls: [platform.baseUrl], clock: () => 0 });
  const refused = await client.perform(book);
  const odd = await client.perform({ verb: 'probe' });
  await platform.stop();
  const silent = await client.perform({ verb: 'probe' });
  assert.equal([refused.operation.type, refused.operation.value.reason], ['fail', 'taken']);
  assert.equal([odd.operation.type, odd.operation.value.answered?.sample], ['info', 'odd']);
  assert.equal([silent.operation.type, silent.operation.requests[0]?.status], ['info', 0]);
});

test('an adapter that throws is unknown, not a crash', async () => {
  const broken: Target = {
    ...target,
    // biome-ignore lint/correctness/useYield: it throws before it gets there
    *perform() {
      throw new Error('bug in the adapter');
    },
  };
  const client = openClient({ ...base, target: broken, baseUrls: [], clock: () => 0 });
  const { operation } = await client.perform({ verb: 'probe' });
  assert.is(operation.type, 'info');
  assert.match(String(operation.value.answered?.sample), /bug in the adapter/);
});

/** A platform whose pages go on as `next` says. */
function pages(next: (cursor: string | undefined) => string | undefined): Target {
  return {
    ...target,
    // biome-ignore lint/correctness/useYield: pages come from memory here
    *perform(intent) {
      const cursor = next(intent.verb === 'read-state' ? intent.cursor : undefined);
      return { type: 'ok', answer: { bookings: [], ...(cursor === undefined ? {} : { cursor }) } };
    },
  };
}

test('a state that ends is complete; one that repeats a page is not', async () => {
  const read = (adapter: Target) =>
    readState(openClient({ ...base, target: adapter, baseUrls: [], clock: () => 0 }), 't', () => undefined);
  assert.is(
    (await read(pages((cursor) => (cursor === 'b' ? undefined : cursor === 'a' ? 'b' : 'a')))).isComplete,
    true,
  );
  const endless = await read(pages(() => 'a'));
  assert.is(endless.isComplete, false);
  assert.match(endless.problem ?? '', /same page again/);
});
