import { readFile } from 'node:fs/promises';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { lostReply } from './lost-reply.ts';
import { spawnProvider, withProvider } from './start-provider.ts';

const test = suite('providers: messaging');

const message = { reference: 'b-1', to: '+491701234567', channel: 'sms', text: 'Bis morgen um zehn!' };

test('50 equal requests at once have one effect and one answer', async () => {
  await withProvider('messaging', async ({ call, behave, look, journal }) => {
    // So that many are under way together, and dealt with in one turn of the event loop.
    await behave('slow', { slowMs: [200, 200] });
    const send = () => call('POST', '/messages', message, { 'idempotency-key': 'k-1' });
    const answers = await Promise.all(Array.from({ length: 50 }, send));
    assert.equal([...new Set(answers.map(({ status, text }) => `${status} ${text}`))].length, 1);
    const arrivedMs = Math.max(...journal().map((request) => request.arrivedMs));
    assert.ok(journal().filter(({ endedMs }) => endedMs > arrivedMs).length > 1, 'nothing overlapped');
    const first = journal().filter(({ effect }) => effect !== undefined);
    assert.is(first.length, 1);
    assert.is(journal().filter(({ repeats }) => repeats === first[0]?.id).length, 49);
    assert.is(((await look('/messages')).messages as unknown[]).length, 1);
  });
});

test('without a key, or with another one, the same request has another effect', async () => {
  await withProvider('messaging', async ({ call, look }) => {
    const keys: Record<string, string>[] = [{}, {}, { 'idempotency-key': 'a' }, { 'idempotency-key': 'b' }];
    for (const headers of keys) {
      assert.is((await call('POST', '/messages', message, headers)).status, 201);
    }
    assert.is(((await look('/messages')).messages as unknown[]).length, 4);
  });
});

test('a key with another body is refused; a refusal leaves its key free', async () => {
  await withProvider('messaging', async ({ call, look }) => {
    const key = { 'idempotency-key': 'k-1' };
    assert.is((await call('POST', '/messages', { ...message, to: '12' }, key)).status, 400);
    assert.is((await call('POST', '/messages', message, key)).status, 201);
    assert.is((await call('POST', '/messages', { ...message, text: 'other' }, key)).status, 422);
    assert.is((await call('POST', '/messages', message, { 'idempotency-key': 'k'.repeat(201) })).status, 400);
    assert.is(((await look('/messages')).messages as unknown[]).length, 1);
  });
});

test('where a token is asked for, nobody gets in without; it never stands in the journal', async () => {
  await withProvider(
    'messaging',
    async ({ call, look, journal, journalPath }) => {
      const status = async (authorization: string): Promise<number> =>
        (await call('POST', '/messages?token=tell-nobody', message, { authorization })).status;
      assert.is((await call('POST', '/messages', message)).status, 401);
      assert.is(await status('Bearer tell-nobod'), 401);
      assert.is(await status('Bearer tell-nobody'), 201);
      assert.is(((await look('/messages')).messages as unknown[]).length, 1);
      assert.equal(
        journal().map((request) => request.status),
        [401, 401, 201],
      );
      const written = await readFile(journalPath, 'utf8');
      assert.not(written.includes('tell-nobod'));
      assert.not(written.includes('Bis morgen'));
    },
    { PROVIDER_TOKEN: 'tell-nobody' },
  );
});

test('ids that came with a request stand in the journal, however long or strange', async () => {
  await withProvider('messaging', async ({ call, journal }) => {
    const trace = 'f'.repeat(32);
    await call('POST', '/messages', message, {
      'x-correlation-id': `\u00fc"\t${'c'.repeat(500)}`,
      traceparent: `00-${trace}-${'1'.repeat(16)}-01`,
    });
    await call('GET', `/${'%0a'.repeat(400)}`);
    const [first, second] = journal();
    assert.is(first?.correlationId?.length, 200);
    assert.is(first?.traceId, trace);
    assert.is(first?.about?.to, message.to);
    assert.is(first?.about?.reference, 'b-1');
    assert.ok((first?.arrivedMs ?? 9e9) <= (first?.endedMs ?? 0));
    assert.match(first?.bodyHash ?? '', /^[0-9a-f]{32}$/);
    assert.is(second?.path.length, 200);
    assert.is(second?.route, '(none)');
  });
});

test('nonsense in the environment is named at once, with exit code 2', async () => {
  const child = spawnProvider('messaging', { PORT: 'x', SEED: '-1', BEHAVIOUR: '{"shares":{"lazy":1}}' });
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.is(code, 2);
  for (const word of ['PORT', 'SEED', 'BEHAVIOUR: "lazy"', 'JOURNAL']) assert.match(errors, word);
});

test('the README shows what this test runs', async () => {
  const readme = await readFile(new URL('../../providers/README.md', import.meta.url), 'utf8');
  const code = await readFile(new URL('./lost-reply.ts', import.meta.url), 'utf8');
  assert.ok(readme.includes(code.trim()), 'providers/README.md and tests/providers/lost-reply.ts differ');
  await withProvider('messaging', async ({ url, control, journal }) => {
    const { text: _text, ...kept } = message;
    assert.equal(await lostReply(url, control), { messages: [{ id: 'messaging-1', ...kept }] });
    assert.equal(
      journal().map(({ status, ending, effect, repeats }) => [status, ending, effect?.item, repeats]),
      [
        [0, 'cut', 'messaging-1', undefined],
        [201, 'replied', undefined, 'messaging-1'],
      ],
    );
  });
});
