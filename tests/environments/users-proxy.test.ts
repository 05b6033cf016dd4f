import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openCacheFolder } from '../../environments/cache-folder.ts';
import { openUsersWay, type UsersWay } from '../../environments/proxies/open-users-way.ts';
import { openWorkspace, type Workspace } from '../../environments/workspace.ts';
import { suite } from '../door.ts';
import { until } from './bench.ts';

const test = suite("users' proxy");
const cacheName = `ansturm-test-users-proxy-${process.pid}`;
const { signal } = new AbortController();
const ready = { timeoutMs: 30_000, signal, hide: (text: string) => text };
const big = randomBytes(3 * 1_048_576);
let workspace: Workspace;
let way: UsersWay;
let asked = 0;
const digests: string[] = [];

/** Says what it got: whole, in chunks, or never. */
const platform = createServer((request, reply) => {
  asked += 1;
  const digest = createHash('sha256');
  request.on('data', (bytes) => digest.update(bytes));
  request.on('end', () => {
    if (request.url === '/big') reply.end(big);
    else if (request.url === '/chunks') {
      reply.write('first ');
      setImmediate(() => reply.end('second'));
    } else if (request.url === '/breaks') request.socket.destroy();
    else {
      digests.push(digest.digest('hex'));
      reply.end(digests.at(-1));
    }
  });
});

test.before(async () => {
  platform.listen(0, '127.0.0.1');
  await once(platform, 'listening');
  workspace = openWorkspace(openCacheFolder(cacheName), false);
  const url = `http://127.0.0.1:${(platform.address() as AddressInfo).port}`;
  way = await openUsersWay(workspace, { links: ['users'], seed: 7 }, [url, url], ready);
});
test.after(async () => {
  await workspace.close();
  platform.closeAllConnections();
  platform.close();
  rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
});

async function ask(path: string, body?: Buffer): Promise<Buffer | 'nothing'> {
  const content = body === undefined ? {} : { method: 'POST', body: new Uint8Array(body) };
  return await fetch(`${way.baseUrls[0]}${path}`, { ...content, signal: AbortSignal.timeout(10_000) }).then(
    async (reply) => Buffer.from(await reply.arrayBuffer()),
    () => 'nothing' as const,
  );
}

async function fetchOf(path: string, more: RequestInit = {}) {
  const reply = await fetch(`${way.baseUrls[0]}${path}`, { ...more, signal: AbortSignal.timeout(10_000) });
  return { status: reply.status, text: await reply.text() };
}

const trouble = async (next: Parameters<UsersWay['links'][number]['trouble']>[0]) =>
  await way.links[0]?.trouble(next, signal);

test('it has a door for each of the platform, and carries all bytes both ways', async () => {
  assert.is(new Set(way.baseUrls).size, 2);
  assert.is(String(await ask('/digest', big)), createHash('sha256').update(big).digest('hex'));
  assert.is(String(await ask('/chunks')), 'first second');
  assert.ok(big.equals((await ask('/big')) as Buffer));
  assert.is(await ask('/breaks'), 'nothing');
});

test('replies are lost whole, in whatever form they come, and counted', async () => {
  await trouble({ trouble: 'replies-lost', share: 1 });
  const before = asked;
  for (const path of ['/digest', '/chunks', '/big']) assert.is(await ask(path), 'nothing');
  assert.is(await ask('/breaks'), 'nothing', 'it never came, so it was not lost');
  assert.is(asked - before, 4);
  assert.is(await trouble(undefined), 3);
  assert.is(String(await ask('/chunks')), 'first second');
});

test('as many replies are lost as the share says, and all of those are counted', async () => {
  await trouble({ trouble: 'replies-lost', share: 0.2 });
  let lost = 0;
  for (let n = 0; n < 200; n += 1) if ((await ask('/digest')) === 'nothing') lost += 1;
  assert.is(await trouble(undefined), lost);
  assert.ok(lost > 20 && lost < 60, `${lost} of 200`);
});

test('replies are replaced whole, and the connection goes on', async () => {
  await trouble({ trouble: 'replies-replaced', share: 1 });
  const before = asked;
  for (const path of ['/digest', '/chunks', '/big']) assert.is((await fetchOf(path)).status, 502);
  assert.is(asked - before, 3, 'the platform has done what it was asked');
  assert.is(await trouble(undefined), 3);
  const { status, text } = await fetchOf('/chunks');
  assert.equal([status, text], [200, 'first second']);
});

test('a share of replies is late, and the others are not', async () => {
  await trouble({ trouble: 'replies-late', share: 0.5, latencyMs: 250 });
  const tookMs: number[] = [];
  for (let n = 0; n < 30; n += 1) {
    const beganMs = performance.now();
    assert.is((await fetchOf('/chunks')).text, 'first second');
    tookMs.push(performance.now() - beganMs);
  }
  // A machine that stalls may be late by itself.
  const late = tookMs.filter((ms) => ms >= 245).length;
  const cost = (await trouble(undefined)) ?? 0;
  assert.ok(cost > 5 && cost < 25 && cost <= late, `${cost} of ${late}: ${tookMs.join(' ')}`);
});

test('a request with a key comes again behind its reply, whole, and its user hears of one', async () => {
  await trouble({ trouble: 'requests-doubled', share: 1 });
  const before = asked;
  const body = 'please'.repeat(50_000);
  const keyed = await fetchOf('/digest', { method: 'POST', body, headers: { 'Idempotency-Key': 'k-1' } });
  assert.is(keyed.text, createHash('sha256').update(body).digest('hex'));
  await until('the second one has come whole', () => digests.slice(-2).every((one) => one === keyed.text));
  assert.is(asked, before + 2);
  assert.is((await fetchOf('/digest', { method: 'POST', body })).status, 200);
  assert.is(asked, before + 3, 'what bears no key comes once');
  assert.is(await trouble(undefined), 1);
});

test('what comes late comes whole and in order', async () => {
  await trouble({ trouble: 'slow', latencyMs: 60, jitterMs: 60 });
  const beganMs = performance.now();
  assert.ok(big.equals((await ask('/big')) as Buffer));
  assert.is(String(await ask('/chunks')), 'first second');
  await trouble({ trouble: 'slow', latencyMs: 200, jitterMs: 0 });
  assert.ok(performance.now() - beganMs < 5_000);
  const slowMs = performance.now();
  await ask('/digest');
  assert.ok(performance.now() - slowMs >= 195);
  await trouble(undefined);
});

test('whoever is cut off gets nothing, and is counted', async () => {
  await ask('/digest');
  await trouble({ trouble: 'cut' });
  assert.is(await ask('/digest'), 'nothing');
  assert.ok(((await trouble(undefined)) ?? 0) >= 1);
  assert.is.not(await ask('/digest'), 'nothing');
});

test('where nobody asked for it users call the platform itself', async () => {
  const none = await openUsersWay(workspace, { links: ['database'] }, ['http://127.0.0.1:1'], ready);
  assert.equal(none, { baseUrls: ['http://127.0.0.1:1'], links: [], services: [] });
});
