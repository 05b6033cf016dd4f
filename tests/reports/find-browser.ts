import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A Chromium of this machine: the one that CHROMIUM names, Debian's own, or one on the PATH. */
export function findBrowser(environment: NodeJS.ProcessEnv): string | undefined {
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const named = environment.CHROMIUM === undefined || environment.CHROMIUM === '' ? [] : [environment.CHROMIUM];
  return [...named, '/usr/bin/chromium', ...folders.map((folder) => join(folder, 'chromium'))].find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
