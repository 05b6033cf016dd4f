import type { LoadRecord } from '../folds/load-record.ts';
import { quantile } from '../statistics/quantile.ts';
import { seenIn } from './seen-in.ts';

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
  const lags = Array.from({ length: count + 1 }, (): number[] => []);
  for (let row = 0; row < record.lags.dueMs.length; row += 1) {
    const second = Math.floor(((record.lags.dueMs[row] as number) - fromMs) / 1000);
    if (second >= 0) lags[second]?.push(record.lags.lagMs[row] as number);
  }
  const isLate = lags.map((all) => all.length > 0 && quantile(Float64Array.from(all).sort(), 0.9) > lagMaxMs);
  return Array.from({ length: count }, (_, second) => {
    const atMs = fromMs + second * 1000;
    const { requests, failed, answeredMs } = seenIn(record, atMs, atMs + 1000, 'due');
    const p90Ms = answeredMs.length === 0 ? 0 : quantile(answeredMs, 0.9);
    // A generator that stands still reads late what it had sent in the second before.
    return { atMs, requests, failed, p90Ms, isExcused: isLate[second] === true || isLate[second + 1] === true };
  });
}
