import type { LoadRecord } from '../folds/load-record.ts';
import { quantile } from '../statistics/quantile.ts';

/** One second of an experiment, by when its requests were due. */
export interface Second {
  readonly atMs: number;
  readonly requests: number;
  readonly failed: number;
  /** 90 % of those that were answered took no longer; 0 where none was. */
  readonly p90Ms: number;
  /** The generator itself was late in it, or in the one behind it: what was slow in it says nothing. */
  readonly isExcused: boolean;
}

/** Whole seconds from `fromMs` on. @param lagMaxMs what a generator may be late without explaining anything */
export function secondsOf(record: LoadRecord, fromMs: number, toMs: number, lagMaxMs: number): readonly Second[] {
  const count = Math.max(0, Math.floor((toMs - fromMs) / 1000));
  const { requests, lags } = record;
  const answered = Array.from({ length: count }, (): number[] => []);
  const failed = new Array<number>(count).fill(0);
  const late = Array.from({ length: count + 1 }, (): number[] => []);
  for (let row = 0; row < requests.dueMs.length; row += 1) {
    const dueMs = requests.dueMs[row] as number;
    const second = Math.floor((dueMs - fromMs) / 1000);
    if (second < 0 || second >= count) continue;
    if (requests.error[row] === 0) answered[second]?.push(Math.max(0, (requests.endMs[row] as number) - dueMs));
    else failed[second] = (failed[second] as number) + 1;
  }
  for (let row = 0; row < lags.dueMs.length; row += 1) {
    const second = Math.floor(((lags.dueMs[row] as number) - fromMs) / 1000);
    if (second >= 0) late[second]?.push(lags.lagMs[row] as number);
  }
  const isLate = late.map((all) => all.length > 0 && p90(all) > lagMaxMs);
  return answered.map((all, second) => ({
    ...{ atMs: fromMs + second * 1000, requests: all.length + (failed[second] as number) },
    ...{ failed: failed[second] as number, p90Ms: all.length === 0 ? 0 : p90(all) },
    // A generator that stands still reads late what it had sent in the second before.
    isExcused: isLate[second] === true || isLate[second + 1] === true,
  }));
}

function p90(values: readonly number[]): number {
  return quantile(Float64Array.from(values).sort(), 0.9);
}
