/** What a row says: `question`: its number, or -1; `isPut`: 1 for a rectangle; `before`: its calendar's last row. */
export const [from, to, at, until, session, question, isPut, before] = [0, 1, 2, 3, 4, 5, 6, 7] as const;

/** Rectangles and questions as rows of numbers, eight each: a line of the processor's cache. */
export interface Rectangles {
  /** @returns the row, which is neither a question nor a rectangle as yet */
  add(fromMs: number, toMs: number, atMs: number, ownSession: number, rowBefore: number): number;
  get(row: number, field: number): number;
  set(row: number, field: number, value: number): void;
}

export function openRectangles(): Rectangles {
  let numbers = new Float64Array(8 << 10);
  let count = 0;
  return {
    add(fromMs, toMs, atMs, ownSession, rowBefore) {
      const start = 8 * count;
      if (start === numbers.length) {
        const larger = new Float64Array(2 * start);
        larger.set(numbers);
        numbers = larger;
      }
      numbers[start + from] = fromMs;
      numbers[start + to] = toMs;
      numbers[start + at] = atMs;
      numbers[start + session] = ownSession;
      numbers[start + question] = -1;
      numbers[start + before] = rowBefore;
      return count++;
    },
    get: (row, field) => numbers[8 * row + field] as number,
    set(row, field, value) {
      numbers[8 * row + field] = value;
    },
  };
}
