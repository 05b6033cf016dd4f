import { from, type Rectangles, session, to, until } from './rectangles.ts';

/** The rectangles of one calendar so far. */
export interface Kept {
  /** @param rows all that will be put */
  clear(rows: readonly number[]): void;
  put(row: number): void;
  longest(fromMs: number, toMs: number, session: number): number;
}

/**
 * A segment tree over the calendar's cells (Bentley 1977): each node knows the longest of what covers it, and of what
 * is anywhere in it.
 */
export function openRectangleTree(rectangles: Rectangles): Kept {
  const { get } = rectangles;
  const { keep, better } = openLongest(rectangles);
  let cells = 0;
  let edges = new Float64Array(0);
  let covers = new Int32Array(0);
  let bests = new Int32Array(0);

  return {
    clear(rows) {
      edges = edgesOf(rows.flatMap((row) => [get(row, from), get(row, to)]));
      cells = 1;
      while (cells < edges.length - 1) cells *= 2;
      if (covers.length < 4 * cells) {
        covers = new Int32Array(8 * cells);
        bests = new Int32Array(8 * cells);
      }
      covers.fill(-1, 0, 4 * cells);
      bests.fill(-1, 0, 4 * cells);
    },
    put(row) {
      const first = cellOf(edges, get(row, from));
      const last = cellBefore(edges, get(row, to));
      let [low, high] = [first + cells, last + 1 + cells];
      for (; low < high; low >>= 1, high >>= 1) {
        if (low & 1) {
          keep(covers, low, row);
          keep(bests, low, row);
          low += 1;
        }
        if (high & 1) {
          high -= 1;
          keep(covers, high, row);
          keep(bests, high, row);
        }
      }
      for (let node = (first + cells) >> 1; node >= 1; node >>= 1) keep(bests, node, row);
      for (let node = (last + cells) >> 1; node >= 1; node >>= 1) keep(bests, node, row);
    },
    longest(fromMs, toMs, own) {
      const first = cellOf(edges, fromMs);
      const last = cellBefore(edges, toMs);
      if (last < first) return -1;
      let best = -1;
      let [low, high] = [first + cells, last + 1 + cells];
      for (; low < high; low >>= 1, high >>= 1) {
        if (low & 1) {
          best = better(bests, low, own, best);
          low += 1;
        }
        if (high & 1) {
          high -= 1;
          best = better(bests, high, own, best);
        }
      }
      for (let node = first + cells; node >= 1; node >>= 1) best = better(covers, node, own, best);
      for (let node = last + cells; node >= 1; node >>= 1) best = better(covers, node, own, best);
      return best;
    },
  };
}

/** The longest row of each node, and the longest of another session: there is an answer, whatever session asks. */
function openLongest({ get }: Rectangles) {
  const isLonger = (row: number, than: number): boolean => than === -1 || get(row, until) > get(than, until);
  const keep = (kept: Int32Array, node: number, row: number): void => {
    const [first, second] = [kept[2 * node] as number, kept[2 * node + 1] as number];
    if (first !== -1 && get(first, session) === get(row, session)) {
      if (isLonger(row, first)) kept[2 * node] = row;
    } else if (isLonger(row, first)) {
      kept[2 * node + 1] = first;
      kept[2 * node] = row;
    } else if (second === -1 || isLonger(row, second)) kept[2 * node + 1] = row;
  };
  const better = (kept: Int32Array, node: number, own: number, best: number): number => {
    const first = kept[2 * node] as number;
    if (first === -1) return best;
    const row = get(first, session) === own ? (kept[2 * node + 1] as number) : first;
    if (row === -1) return best;
    if (best === -1 || isLonger(row, best)) return row;
    // Of two that last alike the one that was put first, so that it does not depend on the tree's shape.
    return get(row, until) === get(best, until) ? Math.min(row, best) : best;
  };
  return { keep, better };
}

/** Where rectangles begin and end, each once, in order. */
function edgesOf(times: readonly number[]): Float64Array<ArrayBuffer> {
  const sorted = Float64Array.from(times).sort();
  return sorted.filter((edge, at) => at === 0 || edge !== sorted[at - 1]);
}

/** The cell [edge, next edge) in which a time lies; before the first edge it is the first cell. */
function cellOf(edges: Float64Array, timeMs: number): number {
  let [low, high] = [0, edges.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) <= timeMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** The last cell that begins before a time; -1: none. */
function cellBefore(edges: Float64Array, timeMs: number): number {
  let [low, high] = [0, edges.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
