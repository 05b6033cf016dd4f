import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { waitUntilReady } from '../../environments/ready.ts';
import type { Child, ChildEnd } from '../../environments/workspace.ts';
import { suite } from '../door.ts';

const test = suite('ready');
let answers: [number, string][] = [];
const server = createServer((_request, reply) => {
  const [status, body] = (answers.length > 1 ? answers.shift() : answers[0]) ?? [500, ''];
  reply.writeHead(status).end(body);
});
let baseUrl = '';

test.before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
test.after(() => {
  server.closeAllConnections();
  server.close();
});

function child(end?: ChildEnd): Child {
  return {
    name: 'api-1',
    role: 'api',
    pid: 1,
    outputFile: '/nowhere',
    ended: new Promise(() => undefined),
    end: () => end,
    kill: () => undefined,
  };
}

function wait(timeoutMs: number, end?: ChildEnd): Promise<void> {
  const hide = (text: string): string => text.replace('moon', '(secret)');
  return waitUntilReady(child(end), baseUrl, { timeoutMs, signal: new AbortController().signal, hide });
}

async function failure(waiting: Promise<void>): Promise<Failure> {
  try {
    await waiting;
  } catch (error) {
    assert.instance(error, Failure);
    return error as Failure;
  }
  throw new Error('it became ready');
}

test('it waits through refusals until the answer is 200', async () => {
  answers = [
    [503, 'not yet'],
    [302, 'elsewhere'],
    [200, 'ready'],
  ];
  await wait(10_000);
  assert.equal(answers, [[200, 'ready']]);
});

test('past its deadline it says the last answer, without secrets, with exit code 5', async () => {
  answers = [[503, 'waiting for the moon']];
  const never = await failure(wait(300));
  assert.is(never.exitCode, 5);
  assert.is(
    never.message,
    'api-1 was not ready within 300 ms: the last answer of /health/ready was 503 waiting for the (secret)',
  );
});

test('a process that ended is not waited for', async () => {
  const dead = await failure(wait(60_000, { exitCode: null, signal: 'SIGKILL' }));
  assert.is(dead.exitCode, 5);
  assert.is(dead.message, 'api-1 ended by SIGKILL before it was ready');
});
