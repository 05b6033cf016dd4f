import type { Plans } from '../core/plan.ts';
import type { RunRecord, TimelineEvent } from '../core/run.ts';
import type { Verdict } from '../core/verdict.ts';
import type { Series } from '../criteria/series.ts';

/** All that a report is drawn from: what the run folder says, judged. The same input gives the same bytes. */
export interface ReportInput {
  readonly verdict: Verdict;
  readonly series: Series;
  readonly run: RunRecord;
  readonly plans: Plans;
  readonly timeline: readonly TimelineEvent[];
}
