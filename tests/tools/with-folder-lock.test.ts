import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { withFolderLock } from '../../tools/with-folder-lock.mjs';
import { suite } from '../door.ts';

const test = suite('folder lock');
let folder = '';
test.before.each(() => {
  folder = mkdtempSync(join(tmpdir(), 'ansturm-lock-'));
});
test.after.each(() => rmSync(folder, { recursive: true }));

test('one at a time, in one process and among many; nothing is left behind', async () => {
  const lock = join(folder, 'lock');
  const log = join(folder, 'log.txt');
  const module = join(import.meta.dirname, '..', '..', 'tools', 'with-folder-lock.mjs');
  const source = `
    import { appendFileSync } from 'node:fs';
    import { withFolderLock } from ${JSON.stringify(module)};
    const work = async () => {
      appendFileSync(${JSON.stringify(log)}, 'in\\n');
      await new Promise((resolve) => setTimeout(resolve, 5));
      appendFileSync(${JSON.stringify(log)}, 'out\\n');
    };
    await Promise.all([1, 2, 3].map(() => withFolderLock(${JSON.stringify(lock)}, work)));`;
  const start = () => spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: 'inherit' });
  const codes = await Promise.all([start(), start(), start()].map(async (child) => (await once(child, 'close'))[0]));
  assert.equal(codes, [0, 0, 0]);
  assert.is(readFileSync(log, 'utf8'), 'in\nout\n'.repeat(9));
  assert.equal(readdirSync(folder), ['log.txt']);
});

test('a lock whose owner is dead is taken over, by one of many only', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'close');
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', `${child.pid}-1-abcdef`), '');
  let inside = 0;
  const depths: number[] = [];
  const work = async (): Promise<void> => {
    inside += 1;
    depths.push(inside);
    await new Promise((resolve) => setTimeout(resolve, 5));
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 5 }, () => withFolderLock(join(folder, 'lock'), work)));
  assert.equal(depths, [1, 1, 1, 1, 1]);
});

test('a pid that was given out again is not the owner', async () => {
  if (!existsSync('/proc/self/stat')) return;
  mkdirSync(join(folder, 'lock'));
  writeFileSync(join(folder, 'lock', `${process.pid}-1-abcdef`), '');
  assert.is(await withFolderLock(join(folder, 'lock'), () => 'in'), 'in');
});

test('a lock is given back when the work throws, and who waits is told who holds it', async () => {
  const lock = join(folder, 'lock');
  const holders: number[] = [];
  const work = Promise.withResolvers<string>();
  const held = withFolderLock(lock, () => work.promise);
  const waiting = withFolderLock(lock, () => 'second', {
    waiting: (pid) => {
      holders.push(pid);
      work.reject(new Error('told so'));
    },
  });
  await held.then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'told so'),
  );
  assert.is(await waiting, 'second');
  assert.equal(holders, [process.pid]);
});

test('waiting ends with the signal', async () => {
  const lock = join(folder, 'lock');
  const controller = new AbortController();
  await withFolderLock(lock, async () => {
    const options = { signal: controller.signal, waiting: () => controller.abort() };
    await withFolderLock(lock, () => 'never', options).then(
      () => assert.unreachable(),
      (error: Error) => {
        assert.is(error.name, 'AbortError');
      },
    );
  });
});
