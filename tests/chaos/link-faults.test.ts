import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import type { Fault } from '../../chaos/fault.ts';
import { linkClosesSlowly } from '../../chaos/faults/link-closes-slowly.ts';
import { linkCut } from '../../chaos/faults/link-cut.ts';
import { linkNarrow } from '../../chaos/faults/link-narrow.ts';
import { linkSilent } from '../../chaos/faults/link-silent.ts';
import { linkSlow } from '../../chaos/faults/link-slow.ts';
import { repliesLate } from '../../chaos/faults/replies-late.ts';
import { repliesLost } from '../../chaos/faults/replies-lost.ts';
import { repliesReplaced } from '../../chaos/faults/replies-replaced.ts';
import { requestsDoubled } from '../../chaos/faults/requests-doubled.ts';
import type { Lab, ProcessEnd } from '../../environments/environment.ts';
import { suite } from '../door.ts';
import { bench, until } from '../environments/bench.ts';
import { lostOf, startWriters } from './writers.ts';

const place = bench('link-faults');
const test = suite('faults of links');
const { signal } = new AbortController();
const ends: ProcessEnd[] = [];
let lab: Lab;

test.before(async () => {
  await place.environment.prepare(place.options());
  lab = await place.environment.start(place.options({ links: ['database', 'calendar', 'messaging', 'users'] }));
  lab.onProcessEnd((end) => ends.push(end));
});
test.after(async () => {
  await lab.stop();
  assert.equal(place.leftovers(), []);
  place.clear();
});

/** What the target's processes were told. */
function setting(name: string): string {
  const pid = lab.processes().find((one) => one.name === 'relay-1')?.pid;
  const pairs = readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0');
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? '';
}

/** The status, 0 without an answer, and how long it took. */
async function ask(
  url: string,
  method = 'GET',
  patienceMs = 5_000,
): Promise<{ readonly status: number; readonly tookMs: number }> {
  const beganMs = performance.now();
  const status = await fetch(url, { method, signal: AbortSignal.timeout(patienceMs) }).then(
    async (reply) => {
      await reply.text();
      return reply.status;
    },
    () => 0,
  );
  return { status, tookMs: performance.now() - beganMs };
}

const thing = (id: number): string => `${lab.baseUrls[0]}/things/thing%20${id}`;

async function injected(fault: Fault): Promise<void> {
  assert.equal([fault.lacks(lab), fault.isInjected(lab), fault.isHealed(lab)], [undefined, false, false]);
  await fault.inject(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [true, false]);
}

async function healed(fault: Fault): Promise<void> {
  await fault.heal(lab, signal);
  await fault.heal(lab, signal);
  assert.equal([fault.isInjected(lab), fault.isHealed(lab)], [false, true]);
}

test('a reply is lost after the platform has done what it was asked, and only then', async () => {
  const fault = repliesLost(1);
  assert.is((await ask(`${lab.baseUrls[0]}/things/40001`, 'POST')).status, 201);
  await injected(fault);
  assert.is((await ask(`${lab.baseUrls[0]}/things/40002`, 'POST')).status, 0);
  await healed(fault);
  assert.is(fault.effect?.(), '1 replies lost');
  assert.equal(await lostOf(lab, new Set([40_001, 40_002])), []);
});

test('whose reply is lost hears that the platform was at work, and nothing of what came of it', async () => {
  const fault = repliesLost(1);
  await injected(fault);
  const socket = connect(Number(new URL(lab.baseUrls[0] as string).port), '127.0.0.1');
  let heard = '';
  socket.on('data', (bytes) => {
    heard += bytes.toString('latin1');
  });
  const reset = new Promise<string>((resolve) => {
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  });
  socket.write('POST /things/40003 HTTP/1.1\r\nhost: here\r\ncontent-length: 0\r\n\r\n');
  assert.equal([await reset, heard], ['ECONNRESET', 'HTTP/1.1 102 Processing\r\n\r\n']);
  await healed(fault);
  assert.equal(await lostOf(lab, new Set([40_003])), []);
});

test('a share of replies is lost, and exactly those fail', async () => {
  const fault = repliesLost(0.3);
  await injected(fault);
  const writers = startWriters(lab, 41_001);
  await until('many have asked', () => writers.stored.size > 100);
  await writers.stop();
  const failures = writers.failures();
  await healed(fault);
  assert.is(fault.effect?.(), `${failures} replies lost`);
  const share = failures / (failures + writers.stored.size);
  assert.ok(share > 0.15 && share < 0.45, `${failures} of ${failures + writers.stored.size}`);
  assert.equal(await lostOf(lab, writers.stored), []);
});

test('users who are cut off are reset, also those who only wait', async () => {
  const fault = linkCut('users');
  const reason = (socket: Socket): Promise<string> =>
    new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
    });
  const idle = connect(Number(new URL(lab.baseUrls[1] as string).port), '127.0.0.1');
  await new Promise((resolve) => idle.once('connect', resolve));
  const cut = reason(idle);
  idle.write('GET / HTTP/1.1\r\n');
  await injected(fault);
  assert.is(await cut, 'ECONNRESET');
  assert.is((await ask(thing(1))).status, 0);
  await healed(fault);
  assert.is((await ask(thing(1))).status, 200);
});

test('users who are far away wait so much longer', async () => {
  const fault = linkSlow('users', { latencyMs: 300, jitterMs: 50 });
  await injected(fault);
  const { status, tookMs } = await ask(thing(1));
  assert.ok(status === 200 && tookMs > 240, `${status} after ${tookMs} ms`);
  await healed(fault);
  assert.is((await ask(thing(1))).status, 200);
});

test('a database that cannot be reached fails the users, and is seen all the same', async () => {
  const fault = linkCut('database');
  await injected(fault);
  assert.is((await ask(thing(1))).status, 500);
  assert.is.not(await lab.connections(), null);
  await healed(fault);
  assert.is((await ask(thing(1))).status, 200);
});

test('a database that is far away makes every statement wait', async () => {
  const fault = linkSlow('database', { latencyMs: 300, jitterMs: 50 });
  await ask(thing(1));
  await injected(fault);
  const { status, tookMs } = await ask(thing(1));
  assert.ok(status === 200 && tookMs > 240, `${status} after ${tookMs} ms`);
  await healed(fault);
  assert.is((await ask(thing(1))).status, 200);
});

test('a database that says nothing any more fails users by their patience alone, and closes nothing', async () => {
  const fault = linkSilent('database');
  await ask(thing(1));
  await injected(fault);
  const { status, tookMs } = await ask(thing(1), 'GET', 1_000);
  assert.ok(status === 0 && tookMs > 950, `${status} after ${tookMs} ms`);
  await healed(fault);
  await until('new connections are served', async () => (await ask(thing(1), 'GET', 1_000)).status === 200);
});

test('what a provider closes is closed so much later for the platform', async () => {
  const { hostname, port } = new URL(setting('CALENDAR_URL'));
  const closedAfterMs = async (): Promise<number> => {
    const socket = connect(Number(port), hostname);
    socket.resume();
    socket.write('GET /open HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n');
    const beganMs = performance.now();
    await new Promise((resolve) => socket.once('end', resolve));
    return performance.now() - beganMs;
  };
  const usualMs = await closedAfterMs();
  const fault = linkClosesSlowly('calendar', 1_000);
  await injected(fault);
  const slowMs = await closedAfterMs();
  assert.ok(usualMs < 900 && slowMs > 950, `${usualMs} ms, then ${slowMs} ms`);
  await healed(fault);
  assert.ok((await closedAfterMs()) < 900);
});

test('what comes back from a narrow database comes by and by', async () => {
  const fault = linkNarrow('database', 1);
  await ask(thing(1));
  await injected(fault);
  const { status, tookMs } = await ask(thing(1));
  // Its rows' description, a row and two more messages: some hundred bytes.
  assert.ok(status === 200 && tookMs > 60, `${status} after ${tookMs} ms`);
  await healed(fault);
  assert.ok((await ask(thing(1))).tookMs < tookMs);
});

test('a reply is replaced after the platform has done what it was asked', async () => {
  const fault = repliesReplaced(1);
  await injected(fault);
  assert.is((await ask(`${lab.baseUrls[0]}/things/42001`, 'POST')).status, 502);
  await healed(fault);
  assert.is(fault.effect?.(), '1 replies replaced');
  assert.equal(await lostOf(lab, new Set([42_001])), []);
});

test('a reply that is late is late, and a request that is doubled is asked twice', async () => {
  const late = repliesLate(1, 400);
  await injected(late);
  const { status, tookMs } = await ask(thing(1));
  assert.ok(status === 200 && tookMs > 390, `${status} after ${tookMs} ms`);
  await healed(late);
  assert.is(late.effect?.(), '1 replies late');
  const doubled = requestsDoubled(1);
  await injected(doubled);
  const headers = { 'idempotency-key': 'key-1' };
  assert.is((await fetch(`${lab.baseUrls[0]}/things/42002`, { method: 'POST', headers })).status, 201);
  // It is behind this one at the platform, or before it.
  for (let n = 0; n < 20; n += 1) await ask(thing(1));
  await healed(doubled);
  assert.is(doubled.effect?.(), '1 requests doubled');
});

test('one provider is cut off, and the other is not', async () => {
  const fault = linkCut('calendar');
  const [calendar, messaging] = [`${setting('CALENDAR_URL')}/entries`, `${setting('MESSAGING_URL')}/messages`];
  assert.is((await ask(calendar)).status, 401);
  await injected(fault);
  assert.equal([(await ask(calendar)).status, (await ask(messaging)).status], [0, 401]);
  await healed(fault);
  assert.is((await ask(calendar)).status, 401);
});

test('proxies that are killed come back where they listened', async () => {
  for (const name of ['toxiproxy', 'users-proxy']) {
    await lab.processControl?.kill(name, 'SIGKILL');
    assert.not.equal((await ask(thing(1))).status, 200);
    await lab.processControl?.start(name, signal);
    assert.is((await ask(thing(1))).status, 200);
  }
  assert.equal(ends, []);
});

test('replies of users go over no other link, and a link that nobody asked for cannot be broken', async () => {
  const database = lab.links?.find(({ name }) => name === 'database');
  const said = await database?.trouble({ trouble: 'replies-lost', share: 1 }, signal).catch(String);
  assert.match(String(said), 'no replies of users');
  const none = { links: [] } as unknown as Lab;
  for (const fault of [linkCut('users'), linkSlow('database', { latencyMs: 1, jitterMs: 0 }), repliesLost(1)]) {
    assert.match(fault.lacks(none) ?? '', 'leads through no proxy of ours');
  }
  assert.match(linkCut('cache').lacks(lab) ?? '', 'a cache only in the environment containers');
});
