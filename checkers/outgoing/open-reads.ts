import type { Operation } from '../../core/operation.ts';
import { openColumn } from './column.ts';

/** Operations that no provider has any part in: what a second of them was like. */
export interface ReadSecond {
  /** Since the run's zero. */
  readonly second: number;
  readonly reads: number;
  /** Of these, slow ones. */
  readonly slow: number;
}

export interface OpenReads {
  take(operation: Operation): void;
  /** ms, of reads that began in a second of which this is true. */
  durationsIn(isMeant: (second: number) => boolean): Float64Array;
  seconds(slowMs: number): readonly ReadSecond[];
}

const reads: ReadonlySet<string> = new Set(['find-slots', 'read-booking', 'find-customer', 'list-bookings']);

export function openReads(): OpenReads {
  const starts = openColumn('integer');
  const durations = openColumn('real');
  let count = 0;
  return {
    take({ verb, startMs, endMs }) {
      if (!reads.has(verb)) return;
      starts.push(Math.floor(startMs / 1000));
      durations.push(endMs - startMs);
      count += 1;
    },
    durationsIn(isMeant) {
      const meant: number[] = [];
      for (let row = 0; row < count; row += 1) if (isMeant(starts.at(row))) meant.push(durations.at(row));
      return Float64Array.from(meant).sort();
    },
    seconds(slowMs) {
      const seconds = new Map<number, { second: number; reads: number; slow: number }>();
      for (let row = 0; row < count; row += 1) {
        const second = starts.at(row);
        const known = seconds.get(second) ?? { second, reads: 0, slow: 0 };
        if (known.reads === 0) seconds.set(second, known);
        known.reads += 1;
        if (durations.at(row) > slowMs) known.slow += 1;
      }
      return [...seconds.values()].sort((a, b) => a.second - b.second);
    },
  };
}
