import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import * as assert from 'uvu/assert';
import type { Operation } from '../../core/operation.ts';
import type { BodyForm } from '../../core/webhook.ts';
import type { Delivery } from '../../scenarios/storm/deliveries.ts';
import { playStorm, type StormOptions } from '../../scenarios/storm/play-storm.ts';
import { reference } from '../../targets/reference.ts';
import { suite } from '../door.ts';

const test = suite('replies in a storm');

const ok = 'HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n';

/** A server that writes what it is told to the n-th request that it gets, on whatever connection. */
async function startRaw(
  answer: (count: number, socket: Socket) => void,
  onText: (text: string, socket: Socket) => void = () => undefined,
) {
  let count = 0;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      onText(chunk.toString('latin1'), socket);
      for (const _ of chunk.toString('latin1').matchAll(/^POST /gm)) answer(count++, socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: () => count,
    stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Plays so many deliveries of an event each on one connection, and gives the outcomes in order. */
async function play(baseUrl: string, events: number, more: Partial<StormOptions> = {}, firstForm: BodyForm = 'plain') {
  const operations: Operation[] = [];
  const beganMs = performance.now();
  const deliveries = Array.from({ length: events }, (_, index): Delivery => {
    const told = { id: `e-${index}`, tenant: 't', call: 'c', position: index, kind: 'call-started' };
    const event = { ...told, demand: { effect: 'none' } } as const;
    return { dueMs: 0, event, cause: 'first', credential: 'good', form: index === 0 ? firstForm : 'plain' };
  });
  const played = await playStorm({
    ...{ deliveries, retryAfterMs: [], lastsMsMax: 20_000, target: reference, baseUrls: [baseUrl], connections: 1 },
    ...{ secrets: {}, runId: '0000abcd', timeoutMs: 10_000, clock: () => performance.now() - beganMs },
    write: (line) => void ('verb' in line && operations.push(line)),
    signal: new AbortController().signal,
    ...more,
  });
  return { played, operations, statuses: operations.map(({ requests }) => requests[0]?.status) };
}

const cases: Readonly<Record<string, readonly [first: string | ((socket: Socket) => void), statuses: number[]]>> = {
  'a reply that breaks off in its head': [(socket) => socket.end('HTTP/1.1 500 Odd\r\ncont'), [0, 202, 202]],
  'a reply that breaks off in its body': [
    (socket) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf'),
    [0, 202, 202],
  ],
  'a body that only the end of the connection ends': [
    (socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nall'),
    [0, 202, 202],
  ],
  'a reply after which the connection is closed': [
    (socket) => socket.end('HTTP/1.1 202 Accepted\r\nconnection: close\r\ncontent-length: 0\r\n\r\n'),
    [202, 202, 202],
  ],
  'an informational reply before the reply': [
    'HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n',
    [503, 202, 202],
  ],
  'a reply that nobody asked for behind the reply': [
    `${ok}HTTP/1.1 500 Odd\r\ncontent-length: 0\r\n\r\n`,
    [202, 202, 202],
  ],
  'what is no HTTP': ['SSH-2.0-OpenSSH_9.6\r\n', [0, 202, 202]],
  'an end without any reply': [(socket) => socket.end(), [0, 202, 202]],
  'a reset': [(socket) => socket.resetAndDestroy(), [0, 202, 202]],
  'a huge page': [`HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n${'x'.repeat(900_000)}`, [200, 202, 202]],
  'a redirection': ['HTTP/1.1 307 Elsewhere\r\nlocation: /\r\ncontent-length: 0\r\n\r\n', [307, 202, 202]],
  silence: [() => undefined, [0, 202, 202]],
};

/** Only the end of its time ends these. */
function isMute(name: string): boolean {
  return name === 'silence' || name === 'what is no HTTP';
}

for (const [name, [first, expected]] of Object.entries(cases)) {
  test(`${name} is the outcome of its own delivery and of no other`, async () => {
    const server = await startRaw((count, socket) => {
      if (count > 0) socket.write(ok);
      else if (typeof first === 'string') socket.write(first);
      else first(socket);
    });
    const { statuses, operations } = await play(server.baseUrl, expected.length, {
      timeoutMs: isMute(name) ? 500 : 10_000,
    });
    server.stop();
    assert.equal(statuses, expected);
    assert.is(server.count(), expected.length);
    assert.equal(
      operations.map(({ type }) => type),
      expected.map((status) => (status === 202 || status === 200 ? 'ok' : 'info')),
    );
  });
}

test('who acknowledges before the body is there gets the rest all the same, and nothing in between', async () => {
  const texts = new Map<Socket, string>();
  const server = await startRaw(
    (_, socket) => socket.write(ok),
    (text, socket) => texts.set(socket, (texts.get(socket) ?? '') + text),
  );
  const { statuses } = await play(server.baseUrl, 3, {}, 'slow');
  server.stop();
  assert.equal(statuses, [202, 202, 202]);
  const bodies = [...texts.values()].flatMap((text) => text.split(/POST [\s\S]*?\r\n\r\n/).slice(1));
  assert.equal(
    bodies.map((body) => JSON.parse(body).data.sequence),
    [0, 1, 2],
  );
});

test('a slow body that nobody waits for is an outcome of its own delivery', async () => {
  const server = await startRaw((count, socket) => {
    if (count === 0) socket.end('HTTP/1.1 408 Too Slow\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    else if (count === 1) socket.resetAndDestroy();
    else socket.write(ok);
  });
  const { statuses } = await play(server.baseUrl, 1, { retryAfterMs: [1, 1] }, 'slow');
  server.stop();
  assert.equal(statuses, [408, 0, 202]);
});

test('a body without an end is cut before its time is over', async () => {
  const server = await startRaw((_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n');
    const pour = (): void => {
      while (socket.writable && socket.write(`10000\r\n${'x'.repeat(0x10000)}\r\n`));
    };
    socket.on('drain', pour);
    pour();
  });
  const { operations, played } = await play(server.baseUrl, 1, { timeoutMs: 30_000 });
  server.stop();
  assert.equal([operations[0]?.type, [...played.faults.values()]], ['info', [1]]);
  assert.match([...played.faults.keys()].join(), /went on behind/);
});

test('where nobody listens every delivery is recorded, and connecting is not all we do', async () => {
  const server = await startRaw(() => undefined);
  server.stop();
  const { statuses, played } = await play(server.baseUrl, 5);
  assert.equal(statuses, [0, 0, 0, 0, 0]);
  assert.equal([played.outcomes, played.unsent], [{ ok: 0, fail: 0, info: 5 }, 0]);
  const { played: cut, statuses: begun } = await play(server.baseUrl, 1_000, { lastsMsMax: 500 });
  assert.ok(begun.length <= 10, `${begun.length} attempts in half a second`);
  assert.is(cut.unsent + begun.length, 1_000);
});

test('an interruption ends it at once, and what was under way is recorded', async () => {
  const stop = new AbortController();
  const server = await startRaw((count, socket) => {
    if (count < 3) socket.write(ok);
    else stop.abort();
  });
  const { operations, played } = await play(server.baseUrl, 10, { signal: stop.signal, timeoutMs: 60_000 });
  server.stop();
  assert.equal(
    operations.map(({ type }) => type),
    ['ok', 'ok', 'ok', 'info'],
  );
  assert.is(played.unsent, 6);
});
