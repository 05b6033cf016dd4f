import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** PostgreSQL's lock file in its data folder. */
export const lockFile = 'postmaster.pid';

/**
 * A postmaster that was killed leaves its System V segment; the seventh line of its lock file names key and id
 * (PostgreSQL, src/include/utils/pidfile.h). One that ended by itself leaves no lock file.
 */
export function removeSharedMemory(dataFolder: string): void {
  try {
    const lines = readFileSync(join(dataFolder, lockFile), 'utf8').split('\n');
    const [, segment] = (lines[6] ?? '').trim().split(/\s+/);
    if (segment !== undefined && /^\d+$/.test(segment)) spawnSync('ipcrm', ['-m', segment], { stdio: 'ignore' });
  } catch {
    // No lock file, no segment.
  }
}
