import { once } from 'node:events';
import { connect } from 'node:net';
import * as assert from 'uvu/assert';
import type { ProviderRequest } from '../../core/provider.ts';
import { suite } from '../door.ts';
import { eventually } from './eventually.ts';
import { type Provider, withProvider } from './start-provider.ts';

const test = suite('providers: behaviours');

const entry = { reference: 'b-1', staff: 's-1', start: '2027-03-01T08:00:00Z', end: '2027-03-01T08:30:00Z' };

const make = (provider: Provider, key = 'k-1', signal?: AbortSignal) =>
  provider.call('POST', '/entries', entry, { 'idempotency-key': key }, signal);
const entriesOf = async (provider: Provider): Promise<readonly unknown[]> =>
  (await provider.look('/entries')).entries as unknown[];
const fates = (requests: readonly ProviderRequest[]): readonly string[] =>
  requests.map(({ behaviour, status, ending, effect, repeats }) => {
    const done = effect === undefined ? (repeats === undefined ? 'nothing' : 'repeated') : 'done';
    return `${behaviour} ${status} ${ending} ${done}`;
  });

test('failing and rate-limiting do nothing, and the same key works later', async () => {
  await withProvider('calendar', async (provider) => {
    await provider.behave('failing');
    assert.is((await make(provider)).status, 500);
    await provider.behave('rate-limiting', { retryAfterSeconds: 7 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => make(provider)));
    const asked = answers.map(({ status, headers }) => `${status} ${headers.get('retry-after') ?? ''}`);
    assert.ok(asked.some((text) => text === '429 7'));
    assert.ok(asked.some((text) => /^429 \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)));
    assert.equal(await entriesOf(provider), []);
    await provider.behave('healthy');
    assert.is((await make(provider)).status, 201);
    const { about, retryAfterSeconds } = provider.journal()[1] as ProviderRequest;
    assert.equal([about?.reference, retryAfterSeconds], ['b-1', 7]);
    assert.equal(fates(provider.journal().slice(0, 1)), ['failing 500 replied nothing']);
  });
});

test('a date to come back at is never too early', async () => {
  await withProvider('calendar', async (provider) => {
    await provider.behave('rate-limiting', { retryAfterSeconds: 3 });
    const before = Date.now();
    for (let n = 0; n < 20; n += 1) {
      const text = (await make(provider)).headers.get('retry-after') ?? '';
      if (!/^\d+$/.test(text)) assert.ok(Date.parse(text) >= before + 3_000);
    }
  });
});

test('act-and-drop does the work and loses the reply; drop and reset do nothing', async () => {
  await withProvider('calendar', async (provider) => {
    const isLost = (key: string): Promise<boolean> =>
      make(provider, key).then(
        () => false,
        () => true,
      );
    await provider.behave('drop');
    assert.ok(await isLost('k-1'));
    await provider.behave('reset');
    assert.ok(await isLost('k-1'));
    assert.equal(await entriesOf(provider), []);
    await provider.behave('act-and-drop');
    assert.ok(await isLost('k-1'));
    assert.is((await entriesOf(provider)).length, 1);
    assert.ok(await isLost('k-1'));
    await provider.behave('healthy');
    assert.is((await make(provider)).status, 201);
    assert.is((await entriesOf(provider)).length, 1);
    assert.equal(fates(provider.journal()), [
      'drop 0 cut nothing',
      'reset 0 cut nothing',
      'act-and-drop 0 cut done',
      'act-and-drop 0 cut repeated',
      'healthy 201 replied repeated',
    ]);
  });
});

test('a reset is a reset, and a drop is an orderly end', async () => {
  await withProvider('calendar', async (provider) => {
    const endOf = async (): Promise<string> => {
      const socket = connect(Number(new URL(provider.url).port), '127.0.0.1');
      socket.write('GET /entries HTTP/1.1\r\nhost: x\r\n\r\n');
      socket.resume();
      return new Promise((resolve) => {
        socket.once('end', () => resolve('end'));
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(String(error.code)));
      });
    };
    await provider.behave('drop');
    assert.is(await endOf(), 'end');
    await provider.behave('reset');
    assert.is(await endOf(), 'ECONNRESET');
  });
});

test('a silent provider does nothing, and notes when the caller hung up', async () => {
  await withProvider('calendar', async (provider) => {
    await provider.behave('silent');
    const caller = new AbortController();
    const calls = Array.from({ length: 3 }, (_, n) => make(provider, `k-${n}`, caller.signal).catch(() => 'lost'));
    await eventually(async () => (await provider.look('/open')).open === 3);
    assert.is(provider.journal().length, 0);
    caller.abort();
    assert.equal(await Promise.all(calls), ['lost', 'lost', 'lost']);
    await eventually(() => provider.journal().length === 3);
    assert.equal(await entriesOf(provider), []);
    assert.equal(fates(provider.journal()), Array(3).fill('silent 0 hung-up nothing'));
    assert.is(provider.journal()[0]?.about?.reference, 'b-1');
  });
});

test('what is still open when it is asked to stop ends there, and is written down', async () => {
  await withProvider('calendar', async (provider) => {
    const lost = () => 'lost';
    await provider.behave('silent');
    const silent = make(provider, 'k-1').catch(lost);
    await eventually(async () => (await provider.look('/open')).open === 1);
    await provider.behave('slow', { slowMs: [600_000, 600_000] });
    const slow = make(provider, 'k-2').catch(lost);
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1');
    socket.on('error', lost);
    socket.write('POST /entries HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"refer');
    await eventually(async () => (await provider.look('/open')).open === 3);
    assert.is(await provider.end('SIGTERM'), 0);
    assert.equal(await Promise.all([silent, slow]), ['lost', 'lost']);
    assert.equal([...fates(provider.journal())].sort(), [
      'silent 0 stopped nothing',
      'slow 0 stopped nothing',
      'slow 0 stopped nothing',
    ]);
    socket.destroy();
  });
});

test('a slow answer takes as long as was drawn, and is done also when the caller has hung up', async () => {
  await withProvider('calendar', async (provider) => {
    await provider.behave('slow', { slowMs: [40, 60] });
    assert.is((await make(provider)).status, 201);
    const [request] = provider.journal();
    assert.ok((request?.endedMs ?? 0) - (request?.arrivedMs ?? 0) >= 39);
    await provider.behave('slow', { slowMs: [2_000, 2_000] });
    const caller = new AbortController();
    const call = make(provider, 'k-2', caller.signal).catch(() => 'lost');
    await eventually(async () => (await provider.look('/open')).open === 1);
    caller.abort();
    assert.is(await call, 'lost');
    await eventually(() => provider.journal().length === 2);
    assert.equal(fates(provider.journal()), ['slow 201 replied done', 'slow 0 hung-up done']);
    assert.is((await entriesOf(provider)).length, 2);
    const late = provider.journal()[1];
    assert.ok((late?.effect?.atMs ?? 0) >= (late?.endedMs ?? Number.POSITIVE_INFINITY));
  });
});

test('garbage comes with 200 in three forms, bounded, and half of it was done', async () => {
  await withProvider('calendar', async (provider) => {
    await provider.behave('garbage');
    const texts: string[] = [];
    for (let n = 0; n < 30; n += 1) {
      const { status, text } = await make(provider, `k-${n}`);
      assert.is(status, 200);
      texts.push(text);
    }
    assert.ok(texts.some((text) => text.startsWith('<html>')));
    assert.ok(texts.some((text) => text.startsWith('[')));
    assert.is(Math.max(...texts.map((text) => text.length)), 1 << 20);
    const done = provider.journal().filter(({ effect }) => effect !== undefined).length;
    assert.is((await entriesOf(provider)).length, done);
    assert.ok(done > 5 && done < 25, `${done} of 30`);
  });
});

test('the first behaviour comes from the environment, and each change stands in the journal', async () => {
  await withProvider(
    'calendar',
    async (provider) => {
      assert.is((await make(provider)).status, 500);
      await provider.behave('healthy');
      assert.equal((await provider.look('/behaviour')).shares, { healthy: 1 });
      assert.is((await make(provider)).status, 201);
      assert.equal(
        provider.journal().map(({ behaviour }) => behaviour),
        ['failing', 'healthy'],
      );
      assert.equal(
        provider.marks().map((mark) => (mark.mark === 'conduct' ? mark.conduct.shares : mark.mark)),
        [{ failing: 1 }, { healthy: 1 }],
      );
    },
    { BEHAVIOUR: '{"shares":{"failing":1}}' },
  );
});

test('a behaviour that is none is refused, and the old one holds', async () => {
  await withProvider('calendar', async (provider) => {
    const nonsense = [
      ...[{}, { shares: { lazy: 1 } }, { shares: { slow: 0.7, failing: 0.7 } }, { shares: { slow: -1 } }],
      ...[
        { shares: {}, slowMs: [5, 1] },
        { shares: {}, retryAfterSeconds: 0.5 },
        { shares: {}, more: 1 },
      ],
    ];
    for (const body of nonsense) {
      const reply = await fetch(`${provider.control}/behaviour`, { method: 'PUT', body: JSON.stringify(body) });
      assert.is(reply.status, 400, JSON.stringify(body));
      assert.is(typeof ((await reply.json()) as { detail: unknown }).detail, 'string');
    }
    assert.equal((await provider.look('/behaviour')).shares, {});
    assert.is((await make(provider)).status, 201);
  });
});

test('a caller that goes away in the middle of its body changes nothing', async () => {
  await withProvider('calendar', async (provider) => {
    const socket = connect(Number(new URL(provider.url).port), '127.0.0.1');
    socket.write('POST /entries HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"refer');
    await eventually(async () => (await provider.look('/open')).open === 1);
    socket.destroy();
    await once(socket, 'close');
    await eventually(() => provider.journal().length === 1);
    assert.equal(fates(provider.journal()), ['healthy 0 hung-up nothing']);
  });
});
