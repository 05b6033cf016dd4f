import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { openCacheFolder, runsFolder } from '../../environments/cache-folder.ts';
import { entryIds, readEntry } from '../../environments/registry.ts';
import { type Child, openWorkspace, type Workspace } from '../../environments/workspace.ts';
import { suite } from '../door.ts';
import { until } from './bench.ts';

const test = suite('lease in a workspace');
const cacheName = `ansturm-test-lease-${process.pid}`;
const runs = runsFolder(openCacheFolder(cacheName));
test.after(() => rmSync(join(tmpdir(), cacheName), { recursive: true, force: true }));

function startOne(workspace: Workspace): Child {
  const args = ['-e', 'setInterval(() => {}, 1000)'];
  return workspace.start({ name: 'api-1', role: 'api', command: process.execPath, args, env: {} });
}

function leased(): readonly string[] {
  return entryIds(runs).flatMap((id) => (readEntry(runs, id)?.leases ?? []).map(({ fault }) => fault));
}

test('a fault is recorded until it is given back', async () => {
  const workspace = openWorkspace(openCacheFolder(cacheName), false);
  const [first, second] = [workspace.lease('link-cut users', 60_000), workspace.lease('link-cut users', 60_000)];
  assert.equal(leased(), ['link-cut users', 'link-cut users']);
  first();
  first();
  assert.equal(leased(), ['link-cut users']);
  second();
  assert.equal(leased(), []);
  const late = workspace.lease('database-killed', 60_000);
  await workspace.close();
  late();
  assert.equal(entryIds(runs), []);
});

test('one that is not given back in time ends all that it was injected into', async () => {
  const workspace = openWorkspace(openCacheFolder(cacheName), true);
  const child = startOne(workspace);
  workspace.lease('process-paused api-1', 200);
  await until('the keeper has cleared it away', () => child.end() !== undefined && entryIds(runs).length === 0);
  await workspace.close();
});

test('one that was given back ends nothing', async () => {
  const workspace = openWorkspace(openCacheFolder(cacheName), true);
  const [kept, other] = [startOne(workspace), openWorkspace(openCacheFolder(cacheName), true)];
  workspace.lease('process-paused api-1', 200)();
  // Leased later and for as long: by its end the first one would have ended, too.
  const child = startOne(other);
  other.lease('process-paused api-1', 1_200);
  await child.ended;
  assert.is(kept.end(), undefined);
  await Promise.all([workspace.close(), other.close()]);
});
