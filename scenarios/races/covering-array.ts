import type { Random } from '../../core/random.ts';

/** How many levels each factor has; a row picks one level of each. */
export type Row = readonly number[];

/** Candidate rows that are tried for each row that is kept: more make the array a little smaller, and slower. */
const candidates = 12;

/**
 * Rows in which every pair of levels of any two factors occurs at least once: what two factors break together is met,
 * in few rows instead of in all combinations. Greedy, one row after the other, each the best of some random ones
 * (AETG: Cohen, Dalal, Fredman, Patton, IEEE TSE 23(7), 1997). The least possible is the product of the two largest.
 */
export function coveringArray(levels: readonly number[], random: Random): Row[] {
  const uncovered = openPairs(levels);
  const rows: Row[] = [];
  while (uncovered.left() > 0) {
    let best: Row = [];
    let bestGain = -1;
    for (let candidate = 0; candidate < candidates; candidate += 1) {
      const row = buildRow(levels, uncovered, random);
      const gain = uncovered.gain(row);
      if (gain > bestGain) [best, bestGain] = [row, gain];
    }
    uncovered.cover(best);
    rows.push(best);
  }
  return rows;
}

interface Pairs {
  left(): number;
  isOpen(factor: number, level: number, other: number, otherLevel: number): boolean;
  /** How many open pairs one level of a factor still has. */
  openOf(factor: number, level: number): number;
  gain(row: Row): number;
  cover(row: Row): void;
}

function openPairs(levels: readonly number[]): Pairs {
  const open = new Set<string>();
  const key = (f: number, a: number, g: number, b: number): string =>
    f < g ? `${f},${a},${g},${b}` : `${g},${b},${f},${a}`;
  const counts = levels.map((count) => new Array<number>(count).fill(0));
  const count = (factor: number, level: number, by: number): void => {
    const column = counts[factor] as number[];
    column[level] = (column[level] ?? 0) + by;
  };
  for (let f = 0; f < levels.length; f += 1) {
    for (let g = f + 1; g < levels.length; g += 1) {
      for (let a = 0; a < (levels[f] ?? 0); a += 1) {
        for (let b = 0; b < (levels[g] ?? 0); b += 1) {
          open.add(key(f, a, g, b));
          count(f, a, 1);
          count(g, b, 1);
        }
      }
    }
  }
  const keysOf = (row: Row): string[] =>
    row.flatMap((a, f) => row.slice(f + 1).map((b, offset) => key(f, a, f + 1 + offset, b)));
  return {
    left: () => open.size,
    isOpen: (f, a, g, b) => open.has(key(f, a, g, b)),
    openOf: (factor, level) => counts[factor]?.[level] ?? 0,
    gain: (row) => keysOf(row).filter((each) => open.has(each)).length,
    cover(row) {
      for (let f = 0; f < row.length; f += 1) {
        for (let g = f + 1; g < row.length; g += 1) {
          if (!open.delete(key(f, row[f] as number, g, row[g] as number))) continue;
          count(f, row[f] as number, -1);
          count(g, row[g] as number, -1);
        }
      }
    },
  };
}

/** Begins with the level that misses most pairs, then gives each other factor the level that closes most of them. */
function buildRow(levels: readonly number[], uncovered: Pairs, random: Random): Row {
  const all = levels.flatMap((count, factor) => Array.from({ length: count }, (_, level) => ({ factor, level })));
  const first = pickBest(all, ({ factor, level }) => uncovered.openOf(factor, level), random);
  const row: (number | undefined)[] = levels.map(() => undefined);
  row[first.factor] = first.level;
  for (const factor of shuffled([...levels.keys()], random)) {
    if (row[factor] !== undefined) continue;
    const gain = (level: number): number =>
      row.filter((chosen, other) => chosen !== undefined && uncovered.isOpen(factor, level, other, chosen)).length;
    // Of equal ones the level that misses most elsewhere, so that nothing is left to rows of its own.
    const levelsOf = [...Array(levels[factor] ?? 0).keys()];
    row[factor] = pickBest(levelsOf, (level) => 1_000 * gain(level) + uncovered.openOf(factor, level), random);
  }
  return row as Row;
}

function pickBest<Item>(items: readonly Item[], score: (item: Item) => number, random: Random): Item {
  const scores = items.map(score);
  const most = Math.max(...scores);
  return random.pick(items.filter((_, index) => scores[index] === most));
}

/** Fisher and Yates. */
export function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const list = [...items];
  for (let last = list.length - 1; last > 0; last -= 1) {
    const other = random.integer(last + 1);
    [list[last], list[other]] = [list[other] as Item, list[last] as Item];
  }
  return list;
}
