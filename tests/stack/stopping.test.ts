import { Agent, get } from 'node:http';
import { connect } from 'node:net';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase, until } from './database.ts';
import { startApi } from './platform.ts';
import { loadWorld, monday } from './world.ts';

const test = suite('stack: a process that is asked to stop');
let database: Database;

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
});

test.after(async () => {
  await database?.remove();
});

const place = { branchId: 'acme-main', serviceId: 'cut', staffId: 'chair-00', customerId: 'anna' };

/** Status, and what becomes of the connection. */
function ask(url: string, path: string, agent: Agent): Promise<readonly unknown[]> {
  return new Promise((resolve, reject) => {
    const asked = get(url + path, { agent }, (reply) => {
      reply.resume().on('end', () => resolve([reply.statusCode, reply.headers.connection]));
    });
    asked.on('error', reject);
  });
}

test('when it is asked to stop, it finishes what is in flight and refuses nothing that it took', async () => {
  const stopping = await startApi(database.url, { PROCESS_NAME: 'stopping' });
  // Requests that wait for a calendar are surely in flight when the signal comes.
  const blocker = await database.lock("SELECT FROM staff WHERE id = 'chair-10' FOR UPDATE");
  const wish = { ...place, staffId: 'chair-10', start: `${monday}T09:00:00Z` };
  const waiting = [wish, { ...wish, start: `${monday}T10:00:00Z` }].map((body) =>
    stopping.call('acme', 'POST', '/v1/appointments', body),
  );
  await until(async () => {
    const text = "SELECT FROM pg_stat_activity WHERE application_name = 'stopping' AND wait_event_type = 'Lock'";
    assert.is((await database.query(text)).length, 2);
  });
  const ended = stopping.stop();
  await until(async () => assert.ok(stopping.logs.some(({ signal }) => signal === 'SIGTERM')));
  await blocker.release();
  const answers = await Promise.all(waiting);
  assert.equal(
    answers.map(({ status }) => status),
    [201, 201],
  );
  assert.equal(
    answers.map(({ headers }) => headers.get('connection')),
    ['close', 'close'],
  );
  assert.is(await ended, 0);
  await until(async () => {
    const text = "SELECT FROM pg_stat_activity WHERE application_name = 'stopping'";
    assert.is((await database.query(text)).length, 0);
  });
});

test('for a while after it was asked to stop it serves whoever still comes, and then ends', async () => {
  const stopping = await startApi(database.url, { DRAIN_MS: '1500' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal(await ask(stopping.url, '/v1/companies', agent), [200, 'keep-alive']);
  const ended = stopping.stop();
  await until(async () => assert.ok(stopping.logs.some(({ signal }) => signal === 'SIGTERM')));
  // On the connection that is kept, which is asked to be closed behind it; then on a new one.
  assert.equal(await ask(stopping.url, '/v1/companies', agent), [200, 'close']);
  assert.equal(await ask(stopping.url, '/health/ready', agent), [503, 'close']);
  const wish = { ...place, staffId: 'chair-11', start: `${monday}T09:00:00Z` };
  assert.is((await stopping.call('acme', 'POST', '/v1/appointments', wish)).status, 201);
  assert.is(await ended, 0);
});

test('while it stops, readiness is red on connections that are still open', async () => {
  const stopping = await startApi(database.url);
  // Half a request keeps its connection from being idle, so that it outlives the closing of the door.
  const { hostname, port } = new URL(stopping.url);
  const socket = connect(Number(port), hostname);
  socket.write('GET /health/ready HTTP/1.1\r\nHost: booking\r\n');
  await stopping.call('', 'GET', '/health/live');
  const ended = stopping.stop();
  await until(async () => assert.ok(stopping.logs.some(({ signal }) => signal === 'SIGTERM')));
  socket.write('\r\n');
  let reply = '';
  for await (const data of socket) reply += data;
  assert.match(reply, /^HTTP\/1.1 503 /);
  assert.match(reply, '"reason":"stopping"');
  assert.is(await ended, 0);
});

test('a process whose log nobody reads any more goes on serving, and ends when it is asked to', async () => {
  const unheard = await startApi(database.url);
  unheard.closeLog();
  assert.is((await unheard.call('', 'GET', '/v1/companies')).status, 200);
  assert.is(await unheard.stop(), 0);
  const silent = await startApi(database.url);
  silent.closeLog();
  assert.is(await silent.stop(), 0);
});
