import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { ProviderRequest } from '../../core/provider.ts';
import { messagingService } from '../../providers/messaging-service.ts';
import { openDesk } from '../../providers/open-desk.ts';
import { openProviderServer } from '../../providers/provider-server.ts';
import { healthyConduct } from '../../providers/read-conduct.ts';
import { openProblems } from '../../recording/problems.ts';
import { readProvider } from '../../recording/read-provider.ts';
import { openSeenIds } from '../../recording/seen-ids.ts';
import { suite } from '../door.ts';
import { eventually } from './eventually.ts';
import { type Provider, spawnProvider, withProvider } from './start-provider.ts';

const test = suite('providers: journal');

const message = { reference: 'b-1', to: '+491701234567', channel: 'whatsapp', text: 'See you tomorrow at ten!' };
const send = (provider: Provider, key: string) =>
  provider.call('POST', '/messages', message, { 'idempotency-key': key });
const messagesOf = async (provider: Provider): Promise<readonly { readonly id: string }[]> =>
  (await provider.look('/messages')).messages as { id: string }[];

async function reading(path: string) {
  const requests: ProviderRequest[] = [];
  const problems = openProblems();
  const taker = {
    started: () => undefined,
    request: (request: ProviderRequest) => void requests.push(request),
    mark: () => undefined,
  };
  const { isWhole } = await readProvider(path, taker, problems, openSeenIds());
  return { requests, isWhole, problems: problems.list().map(({ problem, count }) => `${count} ${problem}`) };
}

test('kill -9 under load loses no line of an answered request', async () => {
  await withProvider('messaging', async (provider) => {
    const answered: string[] = [];
    let next = 0;
    const caller = async (): Promise<void> => {
      for (;;) {
        next += 1;
        const answer = await send(provider, `k-${next}`).catch(() => undefined);
        if (answer === undefined) return;
        answered.push(String(answer.body.id));
      }
    };
    const callers = Array.from({ length: 8 }, caller);
    await eventually(() => answered.length > 200);
    assert.is(await provider.end('SIGKILL'), 'SIGKILL');
    await Promise.all(callers);
    const { requests, isWhole } = await reading(provider.journalPath);
    const written = new Set(requests.map(({ effect }) => effect?.item));
    assert.equal(
      answered.filter((id) => !written.has(id)),
      [],
    );
    assert.not(isWhole);
  });
});

test('started again with its journal, it has what it had, keys and all, and goes on counting', async () => {
  await withProvider('messaging', async (first, start) => {
    await send(first, 'k-1');
    await send(first, 'k-2');
    await first.behave('failing');
    await send(first, 'k-3');
    await first.end('SIGKILL');
    appendFileSync(first.journalPath, '{"id":"messaging-4","provid');
    const second = await start('messaging', first.journalPath);
    assert.equal(
      (await messagesOf(second)).map(({ id }) => id),
      ['messaging-1', 'messaging-2'],
    );
    assert.equal((await send(second, 'k-1')).body.id, 'messaging-1');
    assert.is(
      (await second.call('POST', '/messages', { ...message, text: '?' }, { 'idempotency-key': 'k-2' })).status,
      422,
    );
    assert.equal((await send(second, 'k-3')).body.id, 'messaging-3');
    assert.is(await second.end('SIGTERM'), 0);
    const { requests, problems, isWhole } = await reading(first.journalPath);
    assert.equal(
      requests.map(({ id, effect, repeats }) => [id, effect?.item ?? repeats]),
      [
        ['messaging-1', 'messaging-1'],
        ['messaging-2', 'messaging-2'],
        ['messaging-3', undefined],
        ['messaging-4', 'messaging-1'],
        ['messaging-5', undefined],
        ['messaging-6', 'messaging-3'],
      ],
    );
    assert.equal(problems, ['1 invalid']);
    assert.not(isWhole);
  });
});

test('moved and deleted entries are as they were after a restart', async () => {
  await withProvider('calendar', async (first, start) => {
    const entry = { staff: 's-1', start: '2027-03-01T08:00:00Z', end: '2027-03-01T08:30:00Z' };
    for (const reference of ['b-1', 'b-2']) await first.call('POST', '/entries', { ...entry, reference });
    const key = { 'idempotency-key': 'cancel' };
    await first.call('PATCH', '/entries/calendar-1', { staff: 's-2' });
    const gone = await first.call('DELETE', '/entries/calendar-2', undefined, key);
    const before = await first.look('/entries');
    await first.end('SIGKILL');
    const second = await start('calendar', first.journalPath);
    assert.equal(await second.look('/entries'), before);
    assert.equal((await second.call('DELETE', '/entries/calendar-2', undefined, key)).body, gone.body);
    assert.is((await second.call('POST', '/entries', entry)).body.id, 'calendar-3');
  });
});

test('the same seed gives the same failures to the same requests, another one gives others', async () => {
  const fatesWith = async (seed: string): Promise<string> => {
    let fates = '';
    const env = { SEED: seed, BEHAVIOUR: '{"shares":{"failing":0.2,"rate-limiting":0.2,"act-and-drop":0.1}}' };
    await withProvider(
      'messaging',
      async (provider) => {
        for (let n = 0; n < 60; n += 1) await send(provider, `k-${n}`).catch(() => undefined);
        fates = provider
          .journal()
          .map(({ behaviour }) => behaviour)
          .join(' ');
      },
      env,
    );
    return fates;
  };
  const first = await fatesWith('7');
  assert.is(await fatesWith('7'), first);
  assert.is.not(await fatesWith('8'), first);
  assert.is(new Set(first.split(' ')).size, 4);
});

test('a journal without a last line’s end has it counted as torn', async () => {
  await withProvider('messaging', async (provider) => {
    await send(provider, 'k-1');
    await provider.end('SIGTERM');
    const whole = await reading(provider.journalPath);
    assert.equal(whole.problems, []);
    assert.ok(whole.isWhole);
    appendFileSync(provider.journalPath, '{"id":"messaging-2","provid');
    assert.equal((await reading(provider.journalPath)).problems, ['1 torn']);
  });
});

test('its times stand on the clock that it was given', async () => {
  const originMs = Date.now() - 60_000;
  await withProvider(
    'messaging',
    async (provider) => {
      await send(provider, 'k-1');
      const nowMs = Date.now() - originMs;
      const [request] = (await reading(provider.journalPath)).requests;
      const arrivedMs = request?.arrivedMs ?? 0;
      assert.ok(arrivedMs > 59_990 && arrivedMs < nowMs + 10, `${arrivedMs} of ${nowMs}`);
    },
    { ORIGIN_MS: String(originMs) },
  );
});

test('a provider whose journal cannot be written does not start', async () => {
  const paths = ['/dev/full', join(tmpdir(), 'no', 'such', 'folder', 'x.ndjson')].filter(
    (path) => !/full/.test(path) || existsSync(path),
  );
  for (const path of paths) {
    const child = spawnProvider('messaging', { JOURNAL: path });
    let errors = '';
    child.stderr?.on('data', (data) => {
      errors += data;
    });
    assert.equal(await once(child, 'close'), [1, null]);
    assert.match(errors, /ENOSPC|ENOENT/);
  }
});

test('what cannot be written down is not answered', async () => {
  const faults: unknown[] = [];
  const server = await openProviderServer({
    ...{ provider: 'messaging', host: '127.0.0.1', port: 0, seed: 1, before: 0, nowMs: () => 1 },
    desk: openDesk(messagingService, undefined),
    conduct: () => healthyConduct,
    write() {
      throw new Error('ENOSPC');
    },
    onFault: (error) => void faults.push(error),
  });
  const reply = await fetch(`${server.url}/messages`).catch(() => 'lost');
  await server.stop();
  assert.is(reply, 'lost');
  assert.equal(faults.map(String), ['Error: ENOSPC']);
});

test('a header says whose journal it is', async () => {
  await withProvider(
    'messaging',
    async ({ journalPath }) => {
      const header = JSON.parse(readFileSync(journalPath, 'utf8').split('\n')[0] ?? '') as Record<string, unknown>;
      assert.equal([header.schemaVersion, header.source, header.offsetMs, header.seed], [1, 'messaging', 0, 9]);
    },
    { SEED: '9' },
  );
});
