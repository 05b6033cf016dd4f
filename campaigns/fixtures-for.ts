import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { makeFixtures } from '../fixtures/make-fixtures.ts';
import type { JourneyName } from '../scenarios/scenario.ts';

export interface FixturesWanted {
  readonly seed: number;
  readonly anchorDay: string;
  readonly customers: number;
  readonly appointments: number;
  /** Rows of demand. */
  readonly journeys: Readonly<Record<JourneyName, number>>;
  /** See `FixtureOptions`. */
  readonly phones?: 'reserved' | undefined;
  readonly signal: AbortSignal;
}

const sources = resolve(import.meta.dirname, '..', 'fixtures');
const cache = resolve(import.meta.dirname, '..', '.cache', 'fixtures');

/** Worlds that are kept for the next run with the same seed. */
const keptMax = 3;

/**
 * The folder with a world and its demand, made once for a seed, a day, a size and the code that makes it. A run that is
 * killed leaves no half folder under the final name.
 */
export async function fixturesFor(wanted: FixturesWanted): Promise<string> {
  const { seed, anchorDay, customers, appointments, journeys, phones } = wanted;
  const parts = [customers, appointments, ...Object.values(journeys), ...(phones === undefined ? [] : [phones])];
  const size = parts.join('-');
  const folder = join(cache, `${seed}-${anchorDay}-${size}-${await codeHash()}`);
  const isMade = await readFile(join(folder, 'manifest.json'), 'utf8').then(Boolean, () => false);
  if (isMade) return folder;
  await removeOldest();
  const part = `${folder}.${process.pid}.part`;
  await rm(part, { recursive: true, force: true });
  await mkdir(part, { recursive: true });
  await makeFixtures({ ...wanted, folder: part });
  // Another run with the same seed may have been first; its files are the same to the byte.
  await rename(part, folder).catch(() => rm(part, { recursive: true, force: true }));
  return folder;
}

/** Another program makes another world. */
async function codeHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const file of (await readdir(sources)).sort()) {
    if (file.endsWith('.ts')) hash.update(await readFile(join(sources, file)));
  }
  return hash.digest('hex').slice(0, 12);
}

/** The oldest go; what is younger than an hour may be in use by a run that goes on beside this one. */
async function removeOldest(): Promise<void> {
  const folders: { path: string; mtimeMs: number }[] = [];
  for (const name of await readdir(cache).catch(() => [])) {
    const path = join(cache, name);
    const { mtimeMs } = await stat(path);
    folders.push({ path, mtimeMs });
  }
  folders.sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { path, mtimeMs } of folders.slice(keptMax)) {
    if (Date.now() - mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true });
  }
}
