import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Failure } from '../core/failure.ts';

const runsFolderName = 'runs';

/**
 * The folder that this user's runs share, under the system's temporary folder: binaries and templates that are made
 * once, and `runs/` with one folder a run. Others must be unable to write into it, since what lies there is executed;
 * when we are root, the database's user must be able to pass through it.
 * @param name of the folder; tests use their own
 */
export function openCacheFolder(name = `ansturm-${process.getuid?.() ?? 'user'}`): string {
  const folder = join(tmpdir(), name);
  const asRoot = process.getuid?.() === 0;
  mkdirSync(folder, { recursive: true, mode: asRoot ? 0o755 : 0o700 });
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) {
    throw new Failure(`${folder} is not a folder that only we can write to`, {
      hint: `look at what is there, remove it, or set TMPDIR to another folder`,
    });
  }
  if (asRoot) assertPassable(folder);
  mkdirSync(join(folder, runsFolderName), { recursive: true, mode: asRoot ? 0o755 : 0o700 });
  return folder;
}

export function runsFolder(cacheFolder: string): string {
  return join(cacheFolder, runsFolderName);
}

/**
 * A folder of the cache that is complete, or null. Cleaners of temporary folders remove single old files, so a folder
 * is only believed when it holds as many files and bytes as when it was sealed.
 */
export function sealedFolder(cacheFolder: string, key: string): string | null {
  const folder = join(cacheFolder, key);
  try {
    return readFileSync(`${folder}.seal`, 'utf8') === tally(folder) ? folder : null;
  } catch {
    return null;
  }
}

/** Moves a finished folder into the cache. Where another run was quicker, or has it in use, its folder stays. */
export function sealFolder(cacheFolder: string, key: string, made: string): string {
  const folder = join(cacheFolder, key);
  const seal = tally(made);
  if (sealedFolder(cacheFolder, key) !== null) return folder;
  const old = `${made}.old`;
  try {
    renameSync(folder, old);
  } catch {
    // There was none, as on most machines.
  }
  try {
    renameSync(made, folder);
  } catch (cause) {
    if (sealedFolder(cacheFolder, key) === null) throw cause;
  }
  writeFileSync(`${folder}.seal.new`, seal);
  renameSync(`${folder}.seal.new`, `${folder}.seal`);
  rmSync(old, { recursive: true, force: true });
  return folder;
}

function tally(folder: string): string {
  let files = 0;
  let bytes = 0;
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    files += 1;
    bytes += lstatSync(join(entry.parentPath, entry.name)).size;
  }
  return `${files} files, ${bytes} bytes\n`;
}

function assertPassable(folder: string): void {
  for (let at = folder; at !== dirname(at); at = dirname(at)) {
    if ((statSync(at).mode & 0o001) !== 0) continue;
    throw new Failure(`PostgreSQL does not run as root, and no other user may enter ${at}`, {
      hint: 'set TMPDIR to a folder that every user may enter',
    });
  }
}
