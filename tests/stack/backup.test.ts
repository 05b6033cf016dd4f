import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { suite } from '../door.ts';
import { type Database, startDatabase } from './database.ts';
import { type Api, runEntry, startApi } from './platform.ts';
import { loadWorld } from './world.ts';

const test = suite('stack: its backup');
let database: Database;
let api: Api;
const folder = mkdtempSync(join(tmpdir(), 'ansturm-backup-'));
// The database's own user reads the archive.
chmodSync(folder, 0o755);

test.before(async () => {
  database = await startDatabase();
  await loadWorld(database.url);
  api = await startApi(database.url, { PROCESS_NAME: 'api-1' });
});

test.after(async () => {
  await api?.kill();
  await database?.remove();
  rmSync(folder, { recursive: true, force: true });
});

let halfHours = 0;

async function book(): Promise<string> {
  const start = new Date(Date.parse('2027-06-01T00:00:00Z') + halfHours * 1_800_000).toISOString().slice(0, 19);
  halfHours += 1;
  const wish = { branchId: 'acme-night', serviceId: 'cut', staffId: 'night-a', customerId: 'anna', start: `${start}Z` };
  const { status, body } = await api.call('acme', 'POST', '/v1/appointments', wish);
  assert.is(status, 201, JSON.stringify(body));
  return String(body.id);
}

async function backUp(archive: string, defects = '') {
  const env = { API_KEY_SECRET: 'a secret', DEFECTS: defects };
  return runEntry('backup', { databaseUrl: database.backupUrl, args: [archive], env });
}

async function heldBy(archive: string): Promise<readonly string[]> {
  const rows = await database.askBackup<{ id: string }>(archive, "SELECT id FROM appointments WHERE status = 'booked'");
  return rows.map(({ id }) => id);
}

/** Two backups at the same place, something booked before each, and all the time while they are taken. */
async function bookedAndHeld(defects: string) {
  const archive = join(folder, `${defects || 'healthy'}.tar`);
  const known = new Set<string>();
  for (let turn = 0; turn < 2; turn += 1) {
    known.add(await book());
    let isOver = false;
    const backup = backUp(archive, defects).finally(() => {
      isOver = true;
    });
    const meanwhile = async (): Promise<void> => {
      while (!isOver) await book();
    };
    const [{ code, errors }] = await Promise.all([backup, meanwhile()]);
    assert.is(code, 0, errors);
  }
  const held = await heldBy(archive);
  return { missing: [...known].filter((id) => !held.includes(id)), held };
}

test('what was acknowledged before it was begun is in it, while people go on booking', async () => {
  const { missing, held } = await bookedAndHeld('');
  assert.equal(missing, []);
  assert.ok(held.length > 2);
  assert.equal(readdirSync(folder), ['healthy.tar'], 'nothing half-done lies there');
});

test('empty-backup: the second one lacks what was booked after the first', async () => {
  const { missing } = await bookedAndHeld('empty-backup');
  assert.is(missing.length, 1);
});

test('one that fails says so, and leaves the one before where it is', async () => {
  const archive = join(folder, 'kept.tar');
  const known = await book();
  assert.is((await backUp(archive)).code, 0);
  const asNobody = await runEntry('backup', {
    databaseUrl: database.url,
    args: [archive],
    env: { API_KEY_SECRET: 'a' },
  });
  assert.is(asNobody.code, 1);
  assert.match(asNobody.errors, /permission denied/);
  assert.ok((await heldBy(archive)).includes(known));
});
