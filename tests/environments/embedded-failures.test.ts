import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import type { Environment, StartOptions } from '../../environments/environment.ts';
import { suite } from '../door.ts';
import { bench, until } from './bench.ts';

const place = bench('failures');
const test = suite('embedded failures');

test.before(() => place.environment.prepare(place.options()));
test.after(() => place.clear());

async function failure(options: StartOptions, environment: Environment = place.environment): Promise<Failure> {
  try {
    const lab = await environment.start(options);
    await lab.stop();
  } catch (error) {
    assert.instance(error, Failure);
    assert.equal(place.leftovers(), []);
    return error as Failure;
  }
  throw new Error('it started');
}

test('a target that is never ready: exit code 5 in its deadline', async () => {
  const never = await failure(place.options({ defects: ['never-ready'], readyTimeoutMs: 300 }));
  assert.is(never.exitCode, 5);
  assert.match(never.message, 'not ready within 300 ms');
});

test('a worker that never works: exit code 5', async () => {
  const never = await failure(place.options({ defects: ['never-works'] }));
  assert.is(never.exitCode, 5);
  assert.is(never.message, 'worker-1 ended with exit code 1 before it was ready');
});

test('a target that dies at once: exit code 5 with its last lines, long before the deadline', async () => {
  const dead = await failure(place.options({ defects: ['dies-early'] }));
  assert.is(dead.exitCode, 5);
  assert.match(dead.message, /^api-[12] ended with exit code 1 before it was ready$/);
  assert.ok(dead.problems.some((line) => line.length > 0));
});

test('a target that refuses what it was asked for: exit code 2 with its words', async () => {
  const refused = await failure(place.options({ defects: ['unknown-defect'] }));
  assert.is(refused.exitCode, 2);
  assert.match(refused.problems.join('\n'), 'which nobody planted');
});

test('impossible options: exit code 2, all problems at once, nothing started', async () => {
  const bad = await failure(place.options({ apiProcesses: 0, baseUrls: ['http://127.0.0.1:1'] }));
  assert.is(bad.exitCode, 2);
  assert.is(bad.problems.length, 2);
});

test('secrets that a target writes into its log do not reach the run folder', async () => {
  const lab = await place.environment.start(place.options({ defects: ['leaks-secrets'], apiProcesses: 1 }));
  const environ = readFileSync(`/proc/${lab.processes()[0]?.pid}/environ`, 'latin1');
  await lab.stop();
  const log = readFileSync(join(place.runFolder(), 'logs', 'api-1.log'), 'utf8');
  assert.match(log, /postgresql:\/\/booking:\(secret\)@127\.0\.0\.1:\d+\/booking \(secret\)\n/);
  const password = /booking:([0-9a-f]{48})@/.exec(environ)?.[1] ?? 'none';
  assert.not(log.includes(password));
});

for (const stage of ['copy', 'postgres', 'load', 'api-1']) {
  test(`an abort while ${stage} runs leaves nothing behind`, async () => {
    const controller = new AbortController();
    const defects = [stage === 'load' ? 'never-loaded' : 'never-ready'];
    const started = failure(place.options({ signal: controller.signal, defects }));
    const seen = (): boolean =>
      readdirSync(place.runsFolder).some((id) => existsSync(join(place.runsFolder, id, 'out', `${stage}.log`)));
    await until(`${stage} runs`, seen);
    controller.abort();
    assert.is((await started).exitCode, 130);
  });
}

test('an abort before the start starts nothing', async () => {
  const error = await failure(place.options({ signal: AbortSignal.abort() }));
  assert.is(error.exitCode, 130);
});
