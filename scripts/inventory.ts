import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the project. */
export const root = fileURLToPath(new URL('..', import.meta.url));

export interface Entry {
  readonly name: string;
  /** The first sentence of its docstring; empty when it has none. */
  readonly summary: string;
}

/** Where the things of one kind lie, one file each, and how a file that is none of them is told apart. */
interface Shelf {
  readonly folder: string;
  readonly ending: string;
  /** What the source must hold: shapes and shared parts lie in the same folders. */
  readonly holds: RegExp;
}

const shelves = {
  campaigns: { folder: 'campaigns', ending: '.ts', holds: /export const \w+: Campaign\b/ },
  scenarios: { folder: 'scenarios', ending: '.plan.ts', holds: /export / },
  experiments: { folder: 'chaos/experiments', ending: '.ts', holds: /export const \w+: Experiment\b/ },
  laws: { folder: 'checkers', ending: '.ts', holds: /export const \w+(: Checker\b| = onLedger\()/ },
  defects: { folder: 'stack/defects', ending: '.ts', holds: /export (default|const \w+: (Partial)?\w*Defect)\b/ },
  targets: { folder: 'targets', ending: '.ts', holds: /export const \w+: Target\b/ },
  environments: { folder: 'environments', ending: '.ts', holds: /export const \w+: Environment\b/ },
} as const satisfies Record<string, Shelf>;

export type ShelfName = keyof typeof shelves;

/** What there is of one kind, by name; nothing is registered anywhere: a file in its folder is enough. */
export async function inventory(name: ShelfName): Promise<readonly Entry[]> {
  const { folder, ending, holds }: Shelf = shelves[name];
  const entries: Entry[] = [];
  for (const file of (await filesOf(join(root, folder))).sort()) {
    if (!file.endsWith(ending)) continue;
    const source = await readFile(join(root, folder, file), 'utf8');
    if (holds.test(source))
      entries.push({ name: file.slice(0, -ending.length), summary: firstSentence(source, holds) });
  }
  return entries;
}

async function filesOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Its field `summary`, or else the first sentence of the docstring before the export. */
function firstSentence(source: string, holds: RegExp): string {
  const said = /^\s*(?:summary|hypothesis):\s*(['"])((?:\\.|(?!\1).)+)\1,?$/m.exec(source)?.[2];
  if (said !== undefined) return said.replaceAll('\\', '');
  const end = source.search(holds);
  const before = [...source.slice(0, end).matchAll(/\/\*\*([\s\S]*?)\*\//g)].at(-1)?.[1];
  const text = (before ?? '')
    .replaceAll(/^\s*\* ?/gm, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return /^.*?[.;](?=\s|$)/.exec(text)?.[0].replace(/[.:;]$/, '') ?? text;
}
