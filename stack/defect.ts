import { readdir } from 'node:fs/promises';
import type { Parts } from './parts.ts';

/** One part, replaced by one that is wrong. */
export interface Replacement<Name extends keyof Parts> {
  readonly replaces: Name;
  /** The faulty part, made from the healthy one. */
  plant(healthy: Parts[Name], parts: Parts): Parts[Name];
}

type AnyReplacement = Replacement<keyof Parts>;

/** A planted fault: one part, or several that are wrong together; of two for one part the second gets the first. */
export type Defect = AnyReplacement | readonly AnyReplacement[];

const folder = new URL('defects/', import.meta.url);

/** Keeps the name of the part and the part itself together while a file exports them. */
export function defect<Name extends keyof Parts>(replaces: Name, plant: Replacement<Name>['plant']): Replacement<Name> {
  return { replaces, plant };
}

/** Plants the named defects. Names are files; one that is not there ends the process, with the nearest that is. */
export async function plantDefects(names: readonly string[], parts: Parts): Promise<void> {
  if (names.length === 0) return;
  const known = (await readdir(folder)).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : [])).sort();
  const unknown = names.filter((name) => !known.includes(name));
  for (const name of unknown) {
    process.stderr.write(`There is no defect "${name}". Did you mean "${nearest(name, known)}"?\n`);
  }
  if (unknown.length > 0) process.exit(2);
  for (const name of names) {
    const planted = (await import(new URL(`${name}.ts`, folder).href)) as { default: Defect };
    for (const replacement of [planted.default].flat()) replace(parts, replacement);
  }
}

function replace<Name extends keyof Parts>(parts: Parts, planted: Replacement<Name>): void {
  parts[planted.replaces] = planted.plant(parts[planted.replaces], parts);
}

function nearest(name: string, known: readonly string[]): string {
  return known.toSorted((a, b) => distance(name, a) - distance(name, b))[0] ?? '';
}

/** Levenshtein's distance: letters to add, drop or change. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const changed = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, changed));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
