import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { type Client, openClient } from '../../drivers/node/client.ts';
import type { Intent } from '../../targets/intent.ts';
import { suite } from '../door.ts';
import { target } from './example.ts';

const test = suite('targets: the example of the README');
let server: Server;
let baseUrl = '';
let isBroken = false;
let tokensGiven = 0;
const booked = new Map<string, URLSearchParams>();

test.before(async () => {
  server = createServer(async (request, reply) => {
    if (isBroken) {
      reply.writeHead(500).end('<h1>Oh!</h1>');
      return;
    }
    reply.end(await answer(request));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

test.after(() => {
  server.closeAllConnections();
  server.close();
});

/** The salon, as its adapter sees it. */
async function answer(request: IncomingMessage): Promise<string> {
  const { pathname } = new URL(request.url ?? '/', baseUrl);
  if (pathname === '/free')
    return JSON.stringify({ times: [{ who: 'mia', start: 1_800_000_000, end: 1_800_001_800 }] });
  if (pathname !== '/book') return '<h1>Salon Mia</h1>';
  if (request.method === 'GET') {
    tokensGiven += 1;
    return '<input type="hidden" name="token" value="t0k3n">';
  }
  let body = '';
  for await (const data of request) body += data;
  const form = new URLSearchParams(body);
  if (form.get('token') !== 't0k3n') return '<h1>Your session ran out</h1>';
  const place = `${form.get('who')} ${form.get('at')}`;
  if (booked.has(place)) return JSON.stringify({ success: false, reason: 'occupied' });
  booked.set(place, form);
  const start = Date.parse(String(form.get('at'))) / 1_000;
  return JSON.stringify({
    success: true,
    number: booked.size,
    slot: { who: form.get('who'), start, end: start + 1_800 },
  });
}

function user(name: string): Client {
  const clock = () => performance.now();
  return openClient({ target, baseUrls: [baseUrl], secrets: {}, clock, name, runId: '0badcafe', timeoutMs: 5_000 });
}

const slot = { resource: 'mia', start: '2027-01-15T08:00:00Z', end: '2027-01-15T08:30:00Z' };
const wish: Intent = {
  verb: 'book',
  tenant: '',
  branch: '',
  service: 'cut',
  slot,
  customer: 'Zoë & Co',
  tag: 'ours-1',
};

test('the README shows what this test runs', async () => {
  const readme = await readFile(new URL('../../targets/README.md', import.meta.url), 'utf8');
  const example = await readFile(new URL('example.ts', import.meta.url), 'utf8');
  const shown = /## A complete small adapter[\s\S]*?```ts\n([\s\S]*?)```/.exec(readme)?.[1];
  assert.is(shown, example.replaceAll('../../targets/', './').replaceAll('../../core/', '../core/'));
});

test('it finds, books once, tells taken from booked, and fetches one token a visit', async () => {
  const anna = user('anna');
  const found = await anna.perform({ verb: 'find-slots', tenant: '', branch: '', service: 'cut', from: 'a', to: 'b' });
  assert.equal(found.completion, { type: 'ok', answer: { slots: [{ ...slot }] } });
  const first = await anna.perform(wish);
  assert.equal(first.completion, { type: 'ok', answer: { booking: '1', slot }, keys: ['mia'] });
  assert.equal(
    first.operation.requests.map(({ route }) => route),
    ['GET /book', 'POST /book'],
  );
  assert.equal([...booked.values()][0]?.get('remark'), 'ours-1');
  assert.equal([...booked.values()][0]?.get('customer'), 'Zoë & Co');
  const second = await anna.perform({ ...wish, tag: 'ours-2' });
  assert.equal(second.completion, { type: 'fail', reason: 'taken', keys: ['mia'] });
  assert.is(tokensGiven, 1);
});

test('a page that it does not know and a broken write are unknown; a broken read is a failure', async () => {
  const otto = user('otto');
  assert.is((await otto.perform({ verb: 'probe' })).completion.type, 'ok');
  await otto.perform(wish);
  isBroken = true;
  const write = await otto.perform(wish);
  assert.equal([write.completion.type, write.operation.value.reason], ['info', 'unknown']);
  const read = await otto.perform({ verb: 'probe' });
  assert.equal(read.completion, { type: 'fail', reason: 'error' });
  // Before there is a token nothing can have been stored.
  assert.equal((await user('new').perform(wish)).completion, { type: 'fail', reason: 'error', keys: ['mia'] });
  isBroken = false;
});
