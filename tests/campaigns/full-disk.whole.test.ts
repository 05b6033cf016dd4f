import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { Operation } from '../../core/operation.ts';
import type { Verdict } from '../../core/verdict.ts';
import { freeBytes } from '../../recording/disk-room.ts';
import { openProblems } from '../../recording/problems.ts';
import { readHistory } from '../../recording/read-history.ts';
import { runFolder } from '../../recording/run-folder.ts';
import { openSeenIds } from '../../recording/seen-ids.ts';
import { suite } from '../door.ts';
import { linesThat, startAnsturm, verdictOf } from './ansturm.ts';

const test = suite('a full disk');

const disk = mkdtempSync(join(tmpdir(), 'ansturm-disk-'));
const run = (command: string, ...args: readonly string[]): boolean => spawnSync(command, args).status === 0;
const isMounted = run('mount', '-t', 'tmpfs', '-o', 'size=96m', 'ansturm-test', disk);
const onDisk = isMounted ? test : (name: string) => test.skip(`${name} (needs the right to mount a disk of its own)`);

test.after(() => {
  if (isMounted) run('umount', '--lazy', disk);
  rmSync(disk, { recursive: true, force: true });
});

/** Writes until nothing fits any more, or so much is left. */
function fill(name: string, leaveBytes = 0): void {
  const file = join(disk, name);
  try {
    while (freeBytes(disk) > leaveBytes || leaveBytes === 0) writeFileSync(file, Buffer.alloc(1 << 16), { flag: 'a' });
  } catch (error) {
    assert.is((error as NodeJS.ErrnoException).code, 'ENOSPC');
  }
}

const load = ['run', 'smoke', '--duration', '40s', '--seed', '9'];

onDisk('one that is full before the first load is said in plain words, and nothing is begun', async () => {
  fill('filler', 10 << 20);
  const out = join(disk, 'early');
  const { ended } = await startAnsturm(load, out);
  const { exitCode, said } = await ended;
  rmSync(join(disk, 'filler'));
  assert.is(exitCode, 2, said);
  assert.match(said, /is full: 10 MB are left, and at least \d+ are needed/);
  assert.match(said, /--out/);
  assert.not.match(said, /this is a bug|starting the platform/);
  assert.is(existsSync(out), false);
});

onDisk('one that fills up under load ends the load, and what was recorded is judged and stays readable', async () => {
  const running = await startAnsturm(load, join(disk, 'late'));
  await running.until(/measured · [1-9]\d* users · [1-9]\d* requests/);
  fill('filler');
  const { exitCode, said, folder } = await running.ended;
  assert.is(exitCode, 4, said);
  assert.match(said, /disk that holds the run folder is full/);
  assert.not.match(said, /this is a bug/);
  const verdict: Verdict = await verdictOf(folder);
  assert.is(verdict.verdict, 'INCOMPLETE');
  assert.equal(linesThat(verdict, 'fail'), []);
  assert.ok(verdict.criteria.some(({ id, status }) => id === 'accounting' && status === 'unknown'));
  const damage = verdict.recording.filter(({ file }) => file === 'history/smoke.ndjson');
  assert.match(JSON.stringify(damage), 'the disk was full');
  const operations: Operation[] = [];
  const operation = (one: Operation): void => void operations.push(one);
  const taker = { source: () => undefined, mark: () => undefined, operation };
  await readHistory(runFolder(folder).history('smoke'), taker, openProblems(), openSeenIds());
  assert.ok(operations.length > 0, 'what was recorded before is read');
  assert.ok(existsSync(join(folder, 'report.html')));
});
