import { keyGroups } from './key-groups.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';

/** A first attempt with a key that was refused as a conflict, since another tenant had used the same key. */
export interface ForeignConflict {
  readonly refused: Entry;
  readonly owner: Entry;
}

/** One conflict may have a reason of its own; that most of them do, and hardly anybody else's, is no chance. */
const casesMin = 3;
const [shareMin, elsewhereMax] = [0.5, 0.05];

/**
 * Keys of different tenants have nothing to do with each other: whoever uses one for the first time is not told that it
 * stands for something else. Most of those whose key another tenant had used before are refused as a conflict, and of
 * those whose key is theirs alone hardly any.
 */
export function foreignConflicts({ ledger, clockErrorMs }: Recording): readonly ForeignConflict[] {
  const found: ForeignConflict[] = [];
  let shared = 0;
  const grouped = new Set<number>();
  for (const group of keyGroups(ledger.entries)) {
    for (const entry of group) grouped.add(entry.row);
    const tenants = new Set<number>();
    for (const first of group) {
      const isFirst = !tenants.has(first.tenant);
      tenants.add(first.tenant);
      if (!isFirst || !isOrder(first)) continue;
      const owner = group.find((other) => other.tenant !== first.tenant && isDone(other, first.startMs - clockErrorMs));
      if (owner === undefined) continue;
      shared += 1;
      if (isConflict(first)) found.push({ refused: first, owner });
    }
  }
  if (found.length < casesMin || found.length < shareMin * shared) return [];
  const others = ledger.attempts.filter((entry) => isOrder(entry) && !grouped.has(entry.row));
  return others.filter(isConflict).length <= elsewhereMax * others.length ? found : [];
}

function isOrder({ verb }: Entry): boolean {
  return verb === 'book' || verb === 'hold';
}

function isDone(entry: Entry, untilMs: number): boolean {
  return isOrder(entry) && entry.type === 'ok' && entry.endMs < untilMs;
}

function isConflict({ type, reason }: Entry): boolean {
  return type === 'fail' && reason === 'conflict';
}
