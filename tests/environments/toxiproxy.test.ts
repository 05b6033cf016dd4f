import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openCacheFolder } from '../../environments/cache-folder.ts';
import type { StartOptions } from '../../environments/environment.ts';
import { openWays, type Ways } from '../../environments/proxies/open-ways.ts';
import { openWorkspace, type Workspace } from '../../environments/workspace.ts';
import { suite } from '../door.ts';

const test = suite('ways through Toxiproxy');
const cacheName = `ansturm-test-toxiproxy-${process.pid}`;
const { signal } = new AbortController();
const ready = { timeoutMs: 30_000, signal, hide: (text: string) => text };
const options: StartOptions = {
  ...{ signal, note: () => undefined, fixturesFolder: '', runFolder: '', defects: [], baseUrls: [] },
};
const needed = server();
let workspace: Workspace;
let ways: Ways<'database' | 'calendar' | 'messaging'>;

function server() {
  const http = createServer((_, reply) => void reply.end('here'));
  http.listen(0, '127.0.0.1');
  const url = () => `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return { http, urls: () => ({ database: `${url()}/db`, calendar: url(), messaging: url() }) };
}

test.before(async () => {
  if (!needed.http.listening) await once(needed.http, 'listening');
  workspace = openWorkspace(openCacheFolder(cacheName), false);
  ways = await openWays(workspace, { ...options, links: ['database', 'calendar', 'users'] }, needed.urls(), ready);
});
test.after(async () => {
  await workspace.close();
  needed.http.closeAllConnections();
  needed.http.close();
  rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
});

async function ask(url: string): Promise<{ readonly said: string; readonly tookMs: number }> {
  const beganMs = performance.now();
  const said = await fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    (reply) => reply.text(),
    () => 'nothing',
  );
  return { said, tookMs: performance.now() - beganMs };
}

const link = (name: string) => ways.links.find((one) => one.name === name);

test('only what was asked for leads through a proxy, and all else of its address stays', async () => {
  const { database, messaging } = needed.urls();
  assert.equal(ways.links.map(({ name }) => name).sort(), ['calendar', 'database']);
  assert.is(ways.urls.messaging, messaging);
  assert.match(ways.urls.database, /^http:\/\/127\.0\.0\.1:\d+\/db$/);
  assert.is.not(ways.urls.database, database);
  for (const url of Object.values(ways.urls)) assert.is((await ask(url)).said, 'here');
});

test('one link is cut, slow and whole again, and the other is not touched', async () => {
  await link('calendar')?.trouble({ trouble: 'cut' }, signal);
  assert.is((await ask(ways.urls.calendar)).said, 'nothing');
  assert.is((await ask(ways.urls.database)).said, 'here');
  await link('calendar')?.trouble({ trouble: 'slow', latencyMs: 200, jitterMs: 20 }, signal);
  const { said, tookMs } = await ask(ways.urls.calendar);
  assert.ok(said === 'here' && tookMs > 170, `${said} after ${tookMs} ms`);
  await link('calendar')?.trouble(undefined, signal);
  await link('calendar')?.trouble(undefined, signal);
  assert.is((await ask(ways.urls.calendar)).said, 'here');
});

test('one that was killed in the middle of it comes back where it listened, whole', async () => {
  const [toxiproxy] = ways.services;
  await link('calendar')?.trouble({ trouble: 'cut' }, signal);
  await toxiproxy?.kill('SIGKILL');
  assert.is((await ask(ways.urls.database)).said, 'nothing');
  await toxiproxy?.start(signal);
  for (const url of Object.values(ways.urls)) assert.is((await ask(url)).said, 'here');
  await link('calendar')?.trouble(undefined, signal);
});

test('where nothing was asked for nothing is started', async () => {
  const none = await openWays(workspace, options, needed.urls(), ready);
  assert.equal(none, { urls: needed.urls(), links: [], services: [] });
});
