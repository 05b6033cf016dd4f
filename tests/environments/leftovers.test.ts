import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { bench, until } from './bench.ts';

const place = bench('leftovers');
const test = suite('leftovers');

test.before(() => place.environment.prepare(place.options()));
test.after(() => place.clear());

/** A harness in a process of its own whose lab runs. */
async function startHarness(): Promise<{ readonly harness: ChildProcess; readonly baseUrls: readonly string[] }> {
  const { fixturesFolder, runFolder } = place.options();
  const args = [join(import.meta.dirname, 'harness.ts'), place.cacheName, fixturesFolder, runFolder];
  const harness = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: harness.stdout })) {
    return { harness, baseUrls: (JSON.parse(line) as { baseUrls: string[] }).baseUrls };
  }
  throw new Error('the harness said nothing');
}

async function kill(harness: ChildProcess): Promise<void> {
  const ended = once(harness, 'exit');
  harness.kill('SIGKILL');
  await ended;
}

function keeperOf(harness: ChildProcess): number {
  const keeper = place.leftovers().find((text) => text.includes(`keeper.ts ${place.runsFolder} ${harness.pid}-`));
  return Number(/^process (\d+) /.exec(keeper ?? '')?.[1]);
}

test('a harness that is killed with -9 is cleared up after by its keeper', async () => {
  const { harness } = await startHarness();
  assert.ok(place.leftovers().length > 4);
  await kill(harness);
  await until('all of it is gone', () => place.leftovers().length === 0);
});

test('when its keeper was killed too, the next start clears up, and leaves runs alone that live', async () => {
  const [dead, living] = await Promise.all([startHarness(), startHarness()]);
  try {
    process.kill(keeperOf(dead.harness), 'SIGKILL');
    await kill(dead.harness);
    const mine = (): readonly string[] => place.leftovers().filter((text) => text.includes(`${dead.harness.pid}-`));
    assert.ok(mine().length > 2, 'nobody cleared up yet');
    await place.environment.prepare(place.options());
    assert.equal(mine(), []);
    assert.ok(place.notes.some((note) => note.includes('killed run left behind')));
    for (const baseUrl of dead.baseUrls)
      await fetch(baseUrl).then(
        () => assert.unreachable(),
        () => undefined,
      );
    for (const baseUrl of living.baseUrls) assert.is((await fetch(`${baseUrl}/health/ready`)).status, 200);
  } finally {
    await kill(living.harness);
  }
  await until('all of it is gone', () => place.leftovers().length === 0);
});

test('a database whose postmaster was killed with -9 leaves no process and no shared memory', async () => {
  const lab = await place.environment.start(place.options({ apiProcesses: 1 }));
  const postmaster = lab.processes().find(({ role }) => role === 'database')?.pid ?? Number.NaN;
  const id = readdirSync(place.runsFolder).find((name) => !name.includes('.json')) ?? '';
  const lockFile = readFileSync(join(place.runsFolder, id, 'data', 'postmaster.pid'), 'utf8');
  const segment = lockFile.split('\n')[6]?.trim().split(/\s+/)[1] ?? '';
  const segments = (): readonly string[] => readFileSync('/proc/sysvipc/shm', 'utf8').split(/\s+/);
  assert.ok(segments().includes(segment));
  process.kill(postmaster, 'SIGKILL');
  await until('it has ended', () => !lab.processes().some(({ role }) => role === 'database'));
  await lab.stop();
  await until('its children are gone', () => place.leftovers().length === 0);
  assert.not(segments().includes(segment));
});
