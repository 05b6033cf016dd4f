import type { CriterionStatus } from './verdict.ts';

/** What users may feel while something is broken; of what they felt before, nothing more is demanded. */
export interface Allowance {
  /** Requests that may fail meanwhile, in per cent. */
  readonly errorPercent: number;
  /** Within so long 95 % of the requests that are answered have their answer; absent: whenever. */
  readonly latencyMs?: number;
}

/** What an experiment claims; it stands in its plan, so that it is judged from the run folder alone. */
export interface PlannedExperiment {
  /** One plain sentence, which is what a reader is told. */
  readonly hypothesis: string;
  readonly allows: Allowance;
  /** In the fault phase demand is so many times what it is before and afterwards; absent: as it was. */
  readonly overload?: number;
}

/** One experiment, judged: `unknown` also where it was void, or where what it broke had no effect. */
export interface ExperimentResult {
  readonly name: string;
  readonly hypothesis: string;
  readonly status: CriterionStatus;
  /** Why it counts for nothing. */
  readonly reason?: string;
  readonly phases: readonly ExperimentPhase[];
  readonly faults: readonly ExperimentFault[];
  readonly claims: readonly Claim[];
  /** From the last healing on; null: never, as far as was seen. Absent where nobody could tell. */
  readonly timeToRecoverMs?: number | null;
}

/** As it was, on the run's clock: the fault phase lasts from the first lease to the last healing. */
export interface ExperimentPhase {
  readonly name: 'steady' | 'fault' | 'recovery';
  readonly fromMs: number;
  readonly toMs: number;
  readonly requests: number;
  readonly failed: number;
  /** Of the requests that were answered; null: none was. */
  readonly p95Ms: number | null;
  /** Visits that wanted a booking, and ended with one. */
  readonly booked: number;
}

export interface ExperimentFault {
  /** With what it hit. */
  readonly fault: string;
  readonly fromMs: number;
  /** Null: it was not healed. */
  readonly toMs: number | null;
  /** By what anybody but the fault itself saw it; null: by nothing. */
  readonly effect: string | null;
}

/** One sentence of the hypothesis that can be held against what was seen. */
export interface Claim {
  readonly claim: ClaimName;
  readonly status: CriterionStatus;
  readonly said: string;
}

export type ClaimName = 'errors' | 'latency' | 'recovery' | 'bookings' | 'graceful-stop' | 'throughput';
