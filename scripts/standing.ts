import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startOfProcess } from '../environments/process-identity.ts';
import { root } from './inventory.ts';

/** What `up` keeps while its platform runs. */
export const standingFolder = join(root, '.cache', 'up');

export interface Standing {
  readonly pid: number;
  readonly startedAt: string;
  readonly baseUrls: readonly string[];
}

/** Writes down that this process keeps a platform up. */
export async function recordStanding(baseUrls: readonly string[]): Promise<void> {
  await mkdir(standingFolder, { recursive: true });
  const standing: Standing = { pid: process.pid, startedAt: startOfProcess(process.pid) ?? '', baseUrls };
  await writeFile(fileOf(process.pid), JSON.stringify(standing));
}

export async function forgetStanding(pid: number = process.pid): Promise<void> {
  await rm(fileOf(pid), { force: true });
}

/** Every platform that some `up` keeps running; the records of dead ones are removed. */
export async function standingNow(): Promise<readonly Standing[]> {
  const files = await readdir(standingFolder).catch(() => []);
  const found: Standing[] = [];
  for (const file of files.filter((name) => /^\d+\.json$/.test(name))) {
    const standing: unknown = JSON.parse(await readFile(join(standingFolder, file), 'utf8').catch(() => 'null'));
    if (isStanding(standing) && isUp(standing)) found.push(standing);
    else await rm(join(standingFolder, file), { force: true });
  }
  return found;
}

/** Same pid and same start: a pid alone is given out again. */
export function isUp({ pid, startedAt }: Standing): boolean {
  return startOfProcess(pid) === startedAt;
}

function fileOf(pid: number): string {
  return join(standingFolder, `${pid}.json`);
}

function isStanding(value: unknown): value is Standing {
  return typeof value === 'object' && value !== null && 'pid' in value && 'startedAt' in value && 'baseUrls' in value;
}
