import type { CriterionResult } from '../core/verdict.ts';

/** What evidence says of one line of the checklist; the judge adds the line's own words. Figures may be infinite. */
export interface Judgement
  extends Pick<CriterionResult, 'status' | 'reason' | 'threshold' | 'operator' | 'unit' | 'samples' | 'details'> {
  readonly value?: number;
  readonly interval?: readonly [number, number];
}

export function unknown(reason: string, figures: Omit<Judgement, 'status' | 'reason'> = {}): Judgement {
  return { status: 'unknown', reason, ...figures };
}

/**
 * A figure against its bound: pass when the worse of its two one-sided bounds is good, fail when the better one is bad,
 * else too close to call.
 */
export function decide(
  figures: Omit<Judgement, 'status' | 'reason'> & {
    readonly value: number;
    readonly interval: readonly [number, number];
    readonly operator: '<' | '<=' | '>' | '>=';
    readonly threshold: number;
  },
): Judgement {
  const { interval, operator, threshold } = figures;
  const isGood = (value: number): boolean => {
    if (operator === '<') return value < threshold;
    if (operator === '<=') return value <= threshold;
    return operator === '>' ? value > threshold : value >= threshold;
  };
  if (isGood(interval[0]) && isGood(interval[1])) return { status: 'pass', ...figures };
  if (!isGood(interval[0]) && !isGood(interval[1])) return { status: 'fail', ...figures };
  return unknown('too close to call: the bounds of the figure lie on both sides of the threshold', figures);
}

/** JSON has no infinity: what is beyond every number is null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** 1,234.5: for sentences. */
export function inWords(value: number, digits = 0): string {
  if (!Number.isFinite(value)) return 'infinite';
  const [whole = '', fraction] = Math.abs(value).toFixed(digits).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const isNegative = value < 0 && Number(value.toFixed(digits)) !== 0;
  return `${isNegative ? '-' : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** '40 s', '12 min', '3 h': rounded up. */
export function spanInWords(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds <= 90) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes <= 90 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
