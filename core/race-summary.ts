/**
 * What the races of one shape were worth: how often its contenders really got in each other's way, measured from their
 * `contend` operations. Plain data for the verdict and the report.
 */
export interface RaceSummary {
  /** The plan (and history) that they belong to. */
  readonly plan: string;
  readonly shape: string;
  /** In the report's words; empty where nobody said. */
  readonly title: string;
  /** Contenders come one after the other on purpose: no overlap is wanted, and `worth` is null. */
  readonly isSequence: boolean;
  /**
   * Rounds that the plan holds, and those in which all contenders wrote what came of them; in a sequence, of which
   * every step counts, those that were not over before it was done.
   */
  readonly planned: number;
  readonly played: number;
  /** Rounds in which two raced requests at least were under way at one moment, beyond the clocks' error. */
  readonly overlapped: number;
  /** Rounds with a 429 among the raced requests: they count for nothing, whatever overlapped. */
  readonly throttled: number;
  /** Most raced requests under way at one moment, in any round. */
  readonly largestOverlap: number;
  /** ms between the first and the last raced request's start; the median over rounds; null without any. */
  readonly startSpreadMs: number | null;
  /** Raced requests by what came of them: ok, fail (refused), info. */
  readonly outcomes: { readonly ok: number; readonly fail: number; readonly info: number };
  /**
   * What a clean result is worth: a defect that shows in this share of such rounds would have been found with 95 %
   * confidence: 1 - 0.05^(1/n) over the n rounds with overlap; null where n is 0.
   */
  readonly worth: number | null;
}
