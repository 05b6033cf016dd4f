import { baseBackup } from './base-backup.ts';
import type { Settings } from './settings.ts';

/** How the platform's operators save all that it stores. */
export interface Backups {
  /** Everything that was acknowledged by now is in it; it replaces the one that lies there. */
  take(file: string): Promise<void>;
}

export function createBackups({ databaseUrl }: Pick<Settings, 'databaseUrl'>): Backups {
  return { take: (file) => baseBackup(databaseUrl, file) };
}
