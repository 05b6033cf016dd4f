import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runsFolder } from './run-folder.ts';

/** The folder of many runs: as typed, or beside the kept runs by kind and time. Says when it is there already. */
export async function newFolder(kind: string, out: string | undefined, problems: string[]): Promise<string> {
  const time = new Date()
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '-');
  const folder = out === undefined ? join(runsFolder, `${kind}-${time}`) : resolve(out);
  const isThere = await access(folder).then(
    () => true,
    () => false,
  );
  if (isThere) problems.push(`--out "${out ?? folder}" exists already; name a folder that does not.`);
  return folder;
}
