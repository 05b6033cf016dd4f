import { readdirSync, readFileSync } from 'node:fs';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { linesThat, type Running, remove, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('bad ends');

/** Enough users that something is under way, short enough to wait for. */
const load = ['run', 'booking-day', '--users', '20', '--duration', '5s', '--seed', '9'];
const loadRuns = /warm-up · [1-9]\d* users/;

/** Processes that stem from a run, by what their command line holds; found as anybody on Linux would. */
function descendants(of: number, holding: RegExp): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = read(`/proc/${name}/stat`);
    parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === of || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...parents.keys()].filter((pid) => isOurs(pid) && holding.test(read(`/proc/${pid}/cmdline`)));
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // It ended while we looked.
  }
}

async function killIn(run: Running, holding: RegExp): Promise<void> {
  await run.until(loadRuns);
  const pids = descendants(run.child.pid ?? 0, holding);
  assert.ok(pids.length > 0, `no process with ${holding}`);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}

test('the generator killed, the platform killed, the user gone: each is judged as far as it was seen', async () => {
  const runs = await Promise.all([startAnsturm(load), startAnsturm(load), startAnsturm(load)]);
  const [noGenerator, noPlatform, interrupted] = runs as [Running, Running, Running];
  await Promise.all([
    killIn(noGenerator, /k6.*--console-output/),
    killIn(noPlatform, /stack\/api\.ts/),
    interrupted.until(loadRuns).then(() => interrupted.child.kill('SIGINT')),
  ]);

  const generator = await noGenerator.ended;
  assert.is(generator.exitCode, 4, generator.said);
  const unsure = await verdictOf(generator.folder);
  assert.equal(linesThat(unsure, 'fail'), []);
  assert.is(unsure.generator.status === 'good', false);

  const gone = await interrupted.ended;
  assert.is(gone.exitCode, 130, gone.said);
  assert.equal(linesThat(await verdictOf(gone.folder), 'fail'), []);

  const platform = await noPlatform.ended;
  assert.ok(platform.exitCode === 3 || platform.exitCode === 4, `${platform.exitCode}\n${platform.said}`);
  const dead = await verdictOf(platform.folder);
  assert.is(linesThat(dead, 'pass').includes('accounting'), false, 'nothing can be read back from a dead platform');
  assert.ok(linesThat(dead, 'fail').includes('error-rate'), 'a platform that answers nothing fails its users');
  await remove(...runs);
});
