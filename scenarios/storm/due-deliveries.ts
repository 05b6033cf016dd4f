import type { Delivery } from './deliveries.ts';

/** A delivery that is due now, and the number of its retry: 0 for one of the plan's own. */
export interface Due {
  readonly delivery: Delivery;
  readonly retry: number;
}

/** All that has to be delivered, in the order in which it is due: the plan's deliveries and those that come again. */
export interface DueDeliveries {
  take(nowMs: number): Due | undefined;
  /** When the next one is due, ms since the load's start; undefined: there is none. */
  nextMs(): number | undefined;
  /** Lets a delivery come again after its turn of the retry schedule; false: that is over. */
  again(due: Due, nowMs: number): boolean;
  /** How many are left. */
  left(): number;
}

interface Line {
  readonly due: { readonly atMs: number; readonly due: Due }[];
  first: number;
}

/** @param retryAfterMs how long after each attempt the next one comes, as long as there is one */
export function openDueDeliveries(deliveries: readonly Delivery[], retryAfterMs: readonly number[]): DueDeliveries {
  // Every retry of one number waits as long as the one before it: each line is in order by itself.
  const planned = deliveries.map((delivery) => ({ atMs: delivery.dueMs, due: { delivery, retry: 0 } }));
  const lines: readonly Line[] = [planned, ...retryAfterMs.map(() => [])].map((due) => ({ due, first: 0 }));
  const next = (): Line | undefined => {
    let found: Line | undefined;
    for (const line of lines) {
      const atMs = line.due[line.first]?.atMs;
      if (atMs !== undefined && atMs < (found?.due[found.first]?.atMs ?? Number.POSITIVE_INFINITY)) found = line;
    }
    return found;
  };
  return {
    take(nowMs) {
      const line = next();
      const found = line?.due[line.first];
      if (line === undefined || found === undefined || found.atMs > nowMs) return undefined;
      line.first += 1;
      return found.due;
    },
    nextMs() {
      const line = next();
      return line?.due[line.first]?.atMs;
    },
    again({ delivery, retry }, nowMs) {
      const afterMs = retryAfterMs[retry];
      if (afterMs === undefined) return false;
      lines[retry + 1]?.due.push({ atMs: nowMs + afterMs, due: { delivery, retry: retry + 1 } });
      return true;
    },
    left: () => lines.reduce((sum, { due, first }) => sum + due.length - first, 0),
  };
}
