import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { root } from './inventory.ts';
import { nearestWord } from './nearest-word.ts';

/** Where runs are kept unless `--out` says otherwise. */
export const runsFolder = join(root, 'reports', 'runs');

/** Names of all runs kept there, oldest first: names begin with the UTC time. */
export async function keptRuns(): Promise<readonly string[]> {
  try {
    const entries = await readdir(runsFolder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && /^\d{4}-?\d\d-?\d\d/.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/**
 * A run folder as it was typed: a path, the name of a kept run, or `latest`; relative to where the person stands.
 * @throws Failure (exit code 2) when there is no such folder, or it holds no run
 */
export async function readableFolder(typed: string): Promise<string> {
  const kept = await keptRuns();
  const named = typed === 'latest' ? kept.at(-1) : kept.find((name) => name === typed);
  const folder = named === undefined ? typed : relative(process.cwd(), join(runsFolder, named)) || '.';
  const isFolder = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) {
    const nearest = nearestWord(typed, kept) ?? kept.at(-1);
    throw new Failure(`There is no run folder "${typed}".`, {
      exitCode: exitCode.badUsage,
      hint:
        nearest === undefined ? 'There is no run yet: npx ansturm run rehearsal' : `There is ${nearest}, for example.`,
    });
  }
  const hasRecord = await stat(join(folder, 'run.json')).then(
    (found) => found.isFile(),
    () => false,
  );
  if (hasRecord) return folder;
  throw new Failure(`"${folder}" holds no run: it has no run.json.`, {
    exitCode: exitCode.badUsage,
    hint: `Runs lie in ${relative(process.cwd(), runsFolder) || '.'} unless --out said otherwise.`,
  });
}
