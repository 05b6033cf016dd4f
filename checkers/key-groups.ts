import type { Entry } from './ledger.ts';
import { openNumberTable } from './pair-numbers.ts';

/** The attempts that carry one idempotency key, in whatever tenant, in the order of their starts; two or more. */
export function keyGroups(entries: readonly Entry[]): readonly (readonly Entry[])[] {
  const known = workedOut.get(entries);
  if (known?.entries === entries.length) return known.groups;
  const groups = groupedBy(entries, ({ key }) => key);
  for (const group of groups) group.sort((a, b) => a.startMs - b.startMs);
  workedOut.set(entries, { entries: entries.length, groups });
  return groups;
}

/** Worked out once for all laws that ask. */
const workedOut = new WeakMap<readonly Entry[], { readonly entries: number; readonly groups: readonly Entry[][] }>();

/** Entries that share a number, where two or more do; -1 is none. In chains: most numbers belong to one entry. */
function groupedBy(entries: readonly Entry[], numberOf: (entry: Entry) => number): readonly Entry[][] {
  const last = openNumberTable();
  const before = new Int32Array(entries.length).fill(-1);
  const shared: number[] = [];
  for (const [row, entry] of entries.entries()) {
    const number = numberOf(entry);
    if (number === -1) continue;
    const previous = last.get(number);
    // The second of a number is where it becomes a group.
    if (previous !== -1 && before[previous] === -1) shared.push(number);
    before[row] = previous;
    last.set(number, row);
  }
  return shared.map((number) => {
    const group: Entry[] = [];
    for (let row = last.get(number); row !== -1; row = before[row] as number) group.push(entries[row] as Entry);
    return group.reverse();
  });
}
