/** Stretches of calendars, in columns; each as long as the others. */
export interface SpanColumns {
  readonly calendars: readonly number[];
  readonly fromMs: readonly number[];
  readonly toMs: readonly number[];
}

/** Stretches of calendars that spans fill without a gap. */
export interface Stretches {
  readonly count: number;
  /** The spans' numbers, those of one stretch side by side, each stretch in the order of the spans' starts. */
  readonly order: Int32Array;
  /** Where the spans of a stretch begin in that order; they end where those of the next begin. */
  readonly begins: readonly number[];
  /** First and behind the last of the stretches that meet these hours. */
  meeting(calendar: number, fromMs: number, toMs: number): readonly [number, number];
}

/** @param ranks what decides between spans that start together; lower first */
export function openStretches({ calendars, fromMs, toMs }: SpanColumns, ranks?: readonly number[]): Stretches {
  const order = inOrder(calendars, fromMs, ranks ?? fromMs);
  /** First and behind the last stretch of each calendar. */
  const ranges: [number, number][] = [];
  const begins: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (const [place, span] of order.entries()) {
    const calendar = calendars[span] as number;
    const range = ranges[calendar];
    const last = ends.length - 1;
    if (range !== undefined && (fromMs[span] as number) < (ends[last] as number)) {
      ends[last] = Math.max(ends[last] as number, toMs[span] as number);
      continue;
    }
    begins.push(place);
    starts.push(fromMs[span] as number);
    ends.push(toMs[span] as number);
    if (range === undefined) ranges[calendar] = [last + 1, last + 2];
    else range[1] = last + 2;
  }
  begins.push(order.length);
  return {
    count: ends.length,
    order,
    begins,
    meeting(calendar, from, to) {
      const range = ranges[calendar];
      if (range === undefined) return [0, 0];
      let [low, high] = range;
      const limit = high;
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((ends[middle] as number) <= from) low = middle + 1;
        else high = middle;
      }
      let behind = low;
      while (behind < limit && (starts[behind] as number) < to) behind += 1;
      return [low, behind];
    },
  };
}

function inOrder(calendars: readonly number[], fromMs: readonly number[], ranks: readonly number[]): Int32Array {
  const order = Int32Array.from(calendars.keys());
  const [first, second, third] = [calendars, fromMs, ranks].map((column) => Float64Array.from(column));
  return order.sort((a, b) => compared(first, a, b) || compared(second, a, b) || compared(third, a, b));
}

function compared(column: Float64Array | undefined, a: number, b: number): number {
  const [one, other] = [column?.[a] ?? 0, column?.[b] ?? 0];
  return one < other ? -1 : one > other ? 1 : 0;
}
