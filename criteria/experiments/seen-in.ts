import type { LoadRecord } from '../folds/load-record.ts';
import { quantile } from '../statistics/quantile.ts';

/** What users saw in a span of time. */
export interface Seen {
  readonly requests: number;
  readonly failed: number;
  /** Of the answered ones, in ascending order; ms from when each was due. */
  readonly answeredMs: Float64Array;
}

/** All requests that were under way in the span, or only those that were due in it; some may be left out. */
export function seenIn(
  record: LoadRecord,
  fromMs: number,
  toMs: number,
  which: 'under way' | 'due',
  isLeftOut: (dueMs: number) => boolean = () => false,
): Seen {
  const { dueMs, endMs, error } = record.requests;
  const answered: number[] = [];
  let failed = 0;
  for (let row = 0; row < dueMs.length; row += 1) {
    const [due, end] = [dueMs[row] as number, endMs[row] as number];
    if (due >= toMs || (which === 'due' ? due < fromMs : end < fromMs)) continue;
    if (isLeftOut(due)) continue;
    if (error[row] === 0) answered.push(Math.max(0, end - due));
    else failed += 1;
  }
  return { requests: answered.length + failed, failed, answeredMs: Float64Array.from(answered).sort() };
}

export function p95Of({ answeredMs }: Pick<Seen, 'answeredMs'>): number | null {
  return answeredMs.length === 0 ? null : quantile(answeredMs, 0.95);
}

/** Visits that wanted a booking, were due in the span, and ended of themselves: with one, and in all. */
export function bookingsOf(
  { journeys }: LoadRecord,
  fromMs: number,
  toMs: number,
): { readonly booked: number; readonly ended: number } {
  let [booked, ended] = [0, 0];
  for (let row = 0; row < journeys.dueMs.length; row += 1) {
    const due = journeys.dueMs[row] as number;
    if (journeys.isBooking[row] !== true || journeys.outcome[row] === 2 || due < fromMs || due >= toMs) continue;
    ended += 1;
    if (journeys.outcome[row] === 0) booked += 1;
  }
  return { booked, ended };
}
