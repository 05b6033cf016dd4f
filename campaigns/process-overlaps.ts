import type { Operation } from '../core/operation.ts';

export interface Overlaps {
  readonly count: number;
  /** The furthest that a user's next operation starts before the one before it ends. */
  readonly worstMs: number;
  readonly example: string;
}

/** What a user does one after the other; probes and whole journeys lie beside it. */
const inTurn: ReadonlySet<string> = new Set([
  ...['find-slots', 'book', 'hold', 'confirm', 'cancel', 'reschedule', 'mark-no-show', 'read-booking'],
]);

/** Finds users who do two things at once: nobody does, so that a clock ran backwards, or two users share a name. */
export function openProcessOverlaps() {
  const lanes = new Map<string, { readonly startsMs: number[]; readonly endsMs: number[] }>();
  return {
    take({ verb, process, startMs, endMs }: Operation): void {
      if (!inTurn.has(verb)) return;
      const lane = lanes.get(process);
      if (lane === undefined) lanes.set(process, { startsMs: [startMs], endsMs: [endMs] });
      else {
        lane.startsMs.push(startMs);
        lane.endsMs.push(endMs);
      }
    },
    /** @param toleranceMs what rounding and the error of the clocks explain */
    find(toleranceMs: number): Overlaps | undefined {
      let count = 0;
      let worstMs = 0;
      let example = '';
      for (const [process, { startsMs, endsMs }] of lanes) {
        let busyUntilMs = Number.NEGATIVE_INFINITY;
        const order = startsMs
          .map((_, index) => index)
          .sort((a, b) => (startsMs[a] as number) - (startsMs[b] as number));
        for (const index of order) {
          const [startMs, endMs] = [startsMs[index] as number, endsMs[index] as number];
          const overlapMs = Math.min(busyUntilMs, endMs) - startMs;
          const untilMs = busyUntilMs;
          busyUntilMs = Math.max(busyUntilMs, endMs);
          if (overlapMs <= toleranceMs) continue;
          count += 1;
          if (example === '')
            example = `${process} starts something at ${startMs} ms while it is still busy until ${untilMs} ms`;
          worstMs = Math.max(worstMs, overlapMs);
        }
      }
      return count === 0 ? undefined : { count, worstMs, example };
    },
  };
}
