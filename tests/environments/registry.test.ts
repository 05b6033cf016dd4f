import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { Failure } from '../../core/failure.ts';
import { openCacheFolder, sealedFolder, sealFolder } from '../../environments/cache-folder.ts';
import { placeOfProcesses, startOfProcess } from '../../environments/process-identity.ts';
import { readEntry, writeEntry } from '../../environments/registry.ts';
import { sweep } from '../../environments/sweep.ts';
import { suite } from '../door.ts';

const test = suite('registry');
const runs = mkdtempSync(join(tmpdir(), 'ansturm-test-registry-'));
const cacheName = `ansturm-test-registry-${process.pid}`;
test.after(() => {
  rmSync(runs, { recursive: true, force: true });
  rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
});

const place = placeOfProcesses();
const me = { pid: process.pid, startedAt: startOfProcess(process.pid) ?? '' };
const somebodyElse = { pid: process.pid, startedAt: '1' };
const nobody = (): void => undefined;

test('a pid that was handed out again is another process', async () => {
  const bystander = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true });
  const pid = bystander.pid ?? Number.NaN;
  const record = { name: 'old', pid, startedAt: '1', end: 'kill' } as const;
  writeEntry(runs, 'reused', { schemaVersion: 1, place, owner: somebodyElse, processes: [record] });
  mkdirSync(join(runs, 'reused'));
  await sweep(runs, nobody);
  assert.not(existsSync(join(runs, 'reused')));
  assert.is(readEntry(runs, 'reused'), null);
  assert.ok(startOfProcess(pid) !== null, 'the bystander lives');
  const startedAt = startOfProcess(pid) ?? '';
  writeEntry(runs, 'same', { schemaVersion: 1, place, owner: somebodyElse, processes: [{ ...record, startedAt }] });
  const ended = once(bystander, 'exit');
  await sweep(runs, nobody);
  assert.equal(await ended, [null, 'SIGKILL']);
});

test('what belongs to a harness that lives, to another container or to nobody known is left alone', async () => {
  writeEntry(runs, 'mine', { schemaVersion: 1, place, owner: me, processes: [] });
  const elsewhere = place === null ? null : { ...place, namespace: 'pid:[1]' };
  writeEntry(runs, 'elsewhere', { schemaVersion: 1, place: elsewhere, owner: somebodyElse, processes: [] });
  writeFileSync(join(runs, 'torn.json'), '{"schemaVersion":1,"own');
  await sweep(runs, nobody);
  assert.ok(existsSync(join(runs, 'mine.json')));
  assert.ok(existsSync(join(runs, 'elsewhere.json')));
  assert.ok(existsSync(join(runs, 'torn.json')));
});

test('after a boot nothing that was recorded before it runs', async () => {
  if (place === null) return;
  const before = { ...place, boot: 'the boot before' };
  writeEntry(runs, 'before', { schemaVersion: 1, place: before, owner: me, processes: [] });
  await sweep(runs, nobody);
  assert.is(readEntry(runs, 'before'), null);
});

test('a cache folder that others may write to, or that is none, is refused', () => {
  const folder = openCacheFolder(cacheName);
  chmodSync(folder, 0o777);
  assert.throws(
    () => openCacheFolder(cacheName),
    (error: unknown) => error instanceof Failure,
  );
  rmSync(folder, { recursive: true });
  symlinkSync(runs, folder);
  assert.throws(
    () => openCacheFolder(cacheName),
    (error: unknown) => error instanceof Failure,
  );
  rmSync(folder);
  assert.is(openCacheFolder(cacheName), folder);
});

test('a folder of the cache is believed only as it was sealed', () => {
  const cache = openCacheFolder(cacheName);
  const make = (): string => {
    const made = join(cache, 'runs', 'made');
    mkdirSync(join(made, 'deep'), { recursive: true });
    writeFileSync(join(made, 'deep', 'a'), '12345');
    writeFileSync(join(made, 'b'), '');
    return made;
  };
  assert.is(sealedFolder(cache, 'key'), null);
  const folder = sealFolder(cache, 'key', make());
  assert.is(sealedFolder(cache, 'key'), folder);
  rmSync(join(folder, 'b'));
  assert.is(sealedFolder(cache, 'key'), null, 'a cleaner of temporary folders was here');
  assert.is(sealFolder(cache, 'key', make()), folder);
  assert.is(sealFolder(cache, 'key', make()), folder, 'a second one changes nothing');
  assert.is(sealedFolder(cache, 'key'), folder);
});
