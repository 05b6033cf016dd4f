import { execFile } from 'node:child_process';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const execute = promisify(execFile);

/**
 * The version that a program says it has, or undefined when it says none. Asked once: the answer is kept beside the
 * file's size and time of change, so that finding a tool again starts no process.
 */
export async function versionOf(
  path: string,
  versionArguments: readonly string[],
  cacheFolder: string,
): Promise<string | undefined> {
  const { size, mtimeMs, ino } = await stat(path);
  const key = `${resolve(path)} ${size} ${mtimeMs} ${ino}`;
  const file = join(cacheFolder, 'versions.json');
  const known = await readKnown(file);
  if (key in known) return known[key] ?? undefined;
  const version = await ask(path, versionArguments);
  await mkdir(cacheFolder, { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, JSON.stringify({ ...known, [key]: version ?? null }, undefined, 2));
  await rename(fresh, file);
  return version;
}

async function ask(path: string, versionArguments: readonly string[]): Promise<string | undefined> {
  try {
    const { stdout, stderr } = await execute(path, [...versionArguments], { timeout: 10_000 });
    return /\bv?(\d+\.\d+\.\d+[-\w.]*)/.exec(`${stdout}\n${stderr}`)?.[1];
  } catch {
    return undefined;
  }
}

async function readKnown(file: string): Promise<Record<string, string | null>> {
  try {
    const known: unknown = JSON.parse(await readFile(file, 'utf8'));
    return typeof known === 'object' && known !== null ? Object.fromEntries(Object.entries(known)) : {};
  } catch {
    // Missing or damaged: the programs are asked again.
    return {};
  }
}
