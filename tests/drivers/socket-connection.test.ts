import { createServer as createHttp2, createSecureServer } from 'node:http2';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import * as assert from 'uvu/assert';
import type { Reach } from '../../core/reach.ts';
import { openBarrier } from '../../drivers/socket/open-barrier.ts';
import { type Connection, openConnection } from '../../drivers/socket/open-connection.ts';
import { originOf } from '../../drivers/socket/origin.ts';
import { tryOrigin } from '../../drivers/socket/try-origin.ts';
import { suite } from '../door.ts';
import { makeCertificate } from './make-certificate.ts';

const test = suite('connections on sockets');

const { key, cert } = makeCertificate();
const clock = (): number => performance.now();
const request = Buffer.from('POST /book HTTP/1.1\r\nhost: x\r\ncontent-length: 4\r\n\r\nbody');
const answer = 'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nyo';
const longMs = 20_000;

interface Served {
  readonly baseUrl: string;
  /** All that arrived, by connection, in the order in which they came. */
  readonly received: string[];
}

/** Hands every chunk that arrives, and all that had arrived with it, to `take` while `work` goes on. */
async function serving(
  scheme: 'http' | 'https',
  take: (socket: Socket, received: string) => void,
  work: (served: Served) => Promise<void>,
): Promise<void> {
  const received: string[] = [];
  const serve = (socket: Socket): void => {
    const number = received.push('') - 1;
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      received[number] += chunk.toString();
      take(socket, received[number] ?? '');
    });
  };
  const server = scheme === 'http' ? createServer(serve) : createTls({ key, cert }, serve);
  await listening(server, (port) => work({ baseUrl: `${scheme}://127.0.0.1:${port}`, received }));
}

async function listening(server: Server, work: (port: number) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await work((server.address() as AddressInfo).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

function reaching(certificates: string): Reach {
  return { addresses: { localhost: ['127.0.0.1'] }, certificates };
}

async function connected(baseUrl: string, work: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = openConnection(originOf(baseUrl), { clock, reach: reaching(cert) });
  await work(connection).finally(() => connection.close('the test is over'));
}

function answerWhole(socket: Socket, received: string): void {
  if (received.endsWith('body')) socket.write(answer);
}

for (const scheme of ['http', 'https'] as const) {
  test(`${scheme}: one connection for many requests, as long as the platform keeps it`, async () => {
    await serving(scheme, answerWhole, ({ baseUrl, received }) =>
      connected(baseUrl, async (connection) => {
        for (let sent = 0; sent < 3; sent += 1) {
          const { reply, startMs, endMs } = await connection.exchange(request, longMs);
          assert.is(reply.body, 'yo');
          assert.ok(startMs < endMs);
        }
        assert.is(connection.made(), 1);
        assert.equal(received, [request.toString().repeat(3)]);
      }),
    );
  });

  test(`${scheme}: of a held request all but the last byte is there, and counts from when that one goes`, async () => {
    let arrived: () => void = () => undefined;
    const almost = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    const take = (socket: Socket, received: string): void => {
      if (received.endsWith('bod')) arrived();
      answerWhole(socket, received);
    };
    await serving(scheme, take, ({ baseUrl, received }) =>
      connected(baseUrl, async (connection) => {
        let go: () => void = () => undefined;
        const exchanging = connection.exchange(request, longMs, (leave) => {
          go = leave;
        });
        await almost;
        assert.equal(received, [request.toString().slice(0, -1)]);
        const goneMs = clock();
        go();
        const { reply, wasWhole, startMs } = await exchanging;
        assert.is(reply.status, 200);
        assert.is(wasWhole, true);
        assert.ok(startMs >= goneMs);
        assert.equal(received, [request.toString()]);
      }),
    );
  });
}

test('a platform that closes after each reply gets a new connection each time', async () => {
  const take = (socket: Socket): void => void socket.end(answer.replace('OK\r\n', 'OK\r\nconnection: close\r\n'));
  await serving('http', take, ({ baseUrl, received }) =>
    connected(baseUrl, async (connection) => {
      for (let sent = 0; sent < 2; sent += 1) assert.is((await connection.exchange(request, longMs)).reply.status, 200);
      assert.is(connection.made(), 2);
      assert.is(received.length, 2);
      const { note } = await tryOrigin(originOf(baseUrl), { clock, call: undefined, secrets: {}, timeoutMs: longMs });
      assert.match(note ?? '', 'keeps no connection open');
    }),
  );
});

test('nothing is sent twice: who breaks off, or never answers, is written down as no reply', async () => {
  await serving(
    'http',
    (socket) => socket.resetAndDestroy(),
    ({ baseUrl, received }) =>
      connected(baseUrl, async (connection) => {
        const { reply, wasWhole } = await connection.exchange(request, longMs);
        assert.is(reply.status, 0);
        assert.match(reply.body, /broke the connection off|closed the connection/);
        assert.is(wasWhole, true);
        assert.is(received.length, 1);
      }),
  );
  await serving(
    'http',
    (socket) => void socket.write(answer.slice(0, -1)),
    ({ baseUrl, received }) =>
      connected(baseUrl, async (connection) => {
        const { reply } = await connection.exchange(request, 50);
        assert.equal(reply, { status: 0, headers: {}, body: 'no reply within 50 ms' });
        assert.is(received.length, 1);
      }),
  );
});

test('a kept connection that died meanwhile is made anew before anything is sent on it', async () => {
  let ended: Promise<void> = Promise.resolve();
  const take = (socket: Socket): void => {
    ended = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.end(answer);
  };
  await serving('http', take, ({ baseUrl, received }) =>
    connected(baseUrl, async (connection) => {
      assert.is((await connection.exchange(request, longMs)).reply.status, 200);
      await ended;
      assert.is((await connection.exchange(request, longMs)).reply.status, 200);
      assert.equal(received, [request.toString(), request.toString()]);
    }),
  );
});

test('who answers or leaves before the last byte was in no race, and gets no last byte', async () => {
  const timeout = 'HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-length: 0\r\n\r\n';
  for (const [said, status] of [
    [timeout, 408],
    ['', 0],
  ] as const) {
    await serving(
      'http',
      (socket) => void socket.end(said),
      ({ baseUrl, received }) =>
        connected(baseUrl, async (connection) => {
          let go: () => void = () => undefined;
          const { reply, wasWhole } = await connection.exchange(request, longMs, (leave) => {
            go = leave;
          });
          go();
          assert.is(reply.status, status);
          if (status === 0) assert.match(reply.body, 'before the request was whole');
          assert.is(wasWhole, false);
          assert.is((await connection.exchange(request, longMs)).reply.status, status);
          assert.equal(received, [request.toString().slice(0, -1), request.toString()]);
        }),
    );
  }
});

test('what is stopped ends at once, with its reason', async () => {
  await serving(
    'http',
    () => undefined,
    ({ baseUrl }) =>
      connected(baseUrl, async (connection) => {
        const exchanging = connection.exchange(request, longMs, () => connection.close('stopped'));
        assert.match((await exchanging).reply.body, 'stopped');
        assert.is((await connection.exchange(request, longMs)).reply.body, 'stopped');
      }),
  );
});

/** What is said of a platform before the races. */
async function problemOf(baseUrl: string, ca?: string): Promise<string> {
  const options = {
    clock,
    call: undefined,
    secrets: {},
    timeoutMs: longMs,
    ...(ca === undefined ? {} : { reach: reaching(ca) }),
  };
  return (await tryOrigin(originOf(baseUrl), options)).problem ?? 'none';
}

test('a platform that speaks something else, or with nobody behind it, is named before the races', async () => {
  await listening(createSecureServer({ key, cert }) as unknown as Server, async (port) => {
    assert.match(await problemOf(`https://127.0.0.1:${port}`, cert), /offers no HTTP\/1.1 over TLS/);
    assert.match(await problemOf(`http://127.0.0.1:${port}`), /speaks TLS|without a reply|broke/);
  });
  await listening(createHttp2() as unknown as Server, async (port) => {
    assert.match(await problemOf(`http://127.0.0.1:${port}`), /HTTP\/2 only/);
  });
  await serving('https', answerWhole, async ({ baseUrl }) => {
    assert.match(await problemOf(baseUrl), /self.signed/);
  });
  await serving(
    'http',
    (socket) => void socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
    async ({ baseUrl }) => {
      assert.match(await problemOf(baseUrl.replace('http', 'https'), cert), /does not speak TLS/);
      assert.match(await problemOf(baseUrl), /no HTTP\/1.1/);
    },
  );
  await serving('http', answerWhole, async ({ baseUrl }) => {
    closedPort = baseUrl;
  });
  assert.match(await problemOf(closedPort), /nobody listens there/);
});

let closedPort = '';

test('everybody who waits for one moment goes in one turn, in order, and nobody before it', async () => {
  const barrier = openBarrier(clock);
  const dueMs = clock() + 20;
  const gone: { readonly name: string; readonly atMs: number; readonly turn: number }[] = [];
  let turn = 0;
  await new Promise<void>((resolve) => {
    const note = (name: string) => () => {
      gone.push({ name, atMs: clock(), turn });
      if (gone.length === 1) {
        queueMicrotask(() => {
          turn += 1;
        });
      }
      if (gone.length === 4) resolve();
    };
    barrier.join(dueMs + 10, note('late'));
    for (const name of ['a', 'b', 'c']) barrier.join(dueMs, note(name));
  });
  assert.equal(
    gone.map(({ name }) => name),
    ['a', 'b', 'c', 'late'],
  );
  assert.equal(
    gone.slice(0, 3).map(({ turn: each }) => each),
    [0, 0, 0],
  );
  assert.ok(gone.every(({ name, atMs }) => atMs >= dueMs + (name === 'late' ? 10 : 0)));
  let isGone = false;
  barrier.join(clock() - 1, () => {
    isGone = true;
  });
  assert.is(isGone, true, 'who comes too late does not wait');
  barrier.close();
});
