import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { suite } from '../door.ts';
import { processesTouching, until } from './bench.ts';
import { type ContainerBench, containerBench, containerEngine, withEngine } from './container-bench.ts';

const test = suite('containers, what they leave');
const engine = await containerEngine();
let place: ContainerBench;

const inContainers = withEngine(test, engine);
test.before(async () => {
  if (engine === undefined) return;
  place = await containerBench('container-leftovers', engine);
  await place.environment.prepare(place.options());
});
test.after(() => place?.clear());

inContainers('a container that dies at its start is named with its last lines, and nothing is left', async () => {
  const error = await place.environment.start(place.options({ defects: ['no-such-defect'] })).then(
    () => assert.unreachable('it started'),
    (thrown: unknown) => thrown,
  );
  assert.instance(error, Failure);
  const { message, problems, exitCode } = error as Failure;
  assert.match(message, /^(api-[12]|worker-1|relay-1) ended with exit code 2/);
  assert.match(problems.join('\n'), 'no-such-defect');
  assert.is(exitCode, 2);
  assert.equal(await place.leftovers(process.pid), []);
});

inContainers('an abort in the middle of the start leaves nothing', async () => {
  const stop = new AbortController();
  const starting = place.environment.start(place.options({ signal: stop.signal })).then(
    () => assert.unreachable('it started'),
    (thrown: unknown) => thrown,
  );
  await until('containers are there', async () => (await place.leftovers(process.pid)).length > 5);
  stop.abort();
  assert.is(((await starting) as Failure).exitCode, 130);
  assert.equal(await place.leftovers(process.pid), []);
});

inContainers('what a harness killed with -9 in the middle of its start leaves, its keeper clears away', async () => {
  const harness = start();
  await until('containers are there', async () => (await place.leftovers(harness.pid ?? 0)).length > 5, 60_000);
  await kill(harness);
  await until('all of it is gone', async () => (await place.leftovers(harness.pid ?? 0)).length === 0, 60_000);
});

inContainers('when its keeper was killed too, the next start clears away', async () => {
  const harness = start();
  await until('containers are there', async () => (await place.leftovers(harness.pid ?? 0)).length > 5, 60_000);
  const keeper = processesTouching(place.cacheName).find(
    (text) => text.includes(`keeper.ts`) && text.includes(`${harness.pid}-`),
  );
  process.kill(Number(/^process (\d+) /.exec(keeper ?? '')?.[1]), 'SIGKILL');
  await kill(harness);
  assert.ok((await place.leftovers(harness.pid ?? 0)).length > 5);
  await place.environment.prepare(place.options());
  assert.equal(await place.leftovers(harness.pid ?? 0), []);
  assert.ok(place.notes.some((note) => note.includes('killed run left behind')));
});

function start(): ChildProcess {
  const args = [
    join(import.meta.dirname, 'container-harness.ts'),
    place.cacheName,
    place.fixturesFolder,
    place.runFolder,
  ];
  return spawn(process.execPath, args, { stdio: 'ignore' });
}

async function kill(harness: ChildProcess): Promise<void> {
  const ended = once(harness, 'exit');
  harness.kill('SIGKILL');
  await ended;
}
