import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { remove, startAnsturm } from './ansturm.ts';

const test = suite('an interrupted read');

/** Slow enough that a harness which reads on after Ctrl-C asks for several more pages. */
const pageMs = 200;

test('Ctrl-C while the state before the load is read: no further page is asked for, exit 130', async () => {
  const pages: string[] = [];
  let thirdPage: () => void = () => undefined;
  const readingGoesOn = new Promise<void>((done) => {
    thirdPage = done;
  });
  const server = createServer((request, response) => {
    request.resume();
    if (request.url === '/read-state' && pages.push(request.url) === 3) thirdPage();
    setTimeout(() => response.writeHead(200).end('{}'), pageMs);
  });
  // A test that fails must not be kept alive by it.
  server.unref();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const target = resolve(import.meta.dirname, '../drivers/toy-target.ts');
  const run = await startAnsturm(['run', 'smoke', '--target', target, '--base-url', baseUrl, '--seed', '9']);
  await Promise.race([readingGoesOn, run.ended.then(({ said }) => assert.unreachable(said))]);
  run.child.kill('SIGINT');
  await run.until(/Interrupted/);
  const asked = pages.length;
  const { exitCode, said } = await run.ended;
  server.closeAllConnections();
  server.close();
  await remove(run);
  assert.is(exitCode, 130, said);
  // One may have been under way when the word was said.
  assert.ok(pages.length <= asked + 1, `${pages.length - asked} further pages\n${said}`);
});
