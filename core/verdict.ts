import type { ExperimentResult } from './experiment.ts';
import type { Finding } from './finding.ts';
import type { RaceSummary } from './race-summary.ts';

export type VerdictWord = 'GO' | 'CLEAR' | 'NO-GO' | 'INCOMPLETE';
export type CriterionStatus = 'pass' | 'fail' | 'unknown' | 'not-applicable';
export type Weight = 'gate' | 'advice';
export type Evidence = 'measured' | 'probed' | 'ingested' | 'attested';
export type Operator = '<' | '<=' | '>' | '>=' | '=';

/** One line of the checklist, judged. */
export interface CriterionResult {
  readonly id: string;
  readonly question: string;
  /** The checklist's own heading: 'success criteria', 'critical blockers', 'laws' … */
  readonly section: string;
  readonly status: CriterionStatus;
  readonly weight: Weight;
  readonly inScope: boolean;
  readonly evidence: Evidence;
  /** Why it is unknown, failed or not applicable, in words; absent only where the figures say all. */
  readonly reason?: string;
  /** Null: infinite, as the p95 is when more than 5 % of the requests failed. */
  readonly value?: number | null;
  /** The two one-sided 95 % bounds, the lower first; null: the samples do not bound the figure on that side. */
  readonly interval?: readonly [number | null, number | null];
  readonly threshold?: number;
  readonly operator?: Operator;
  readonly unit?: string;
  readonly samples?: number;
  /** Further figures worth a line: p50, p99, the slowest route … */
  readonly details?: Readonly<Record<string, number | string>>;
}

/** Was the load reached, and could the generator itself explain what was seen? */
export interface GeneratorResult {
  readonly status: 'good' | 'saturated' | 'short' | 'unknown';
  /** Journeys that the plan asked for, that were started, that were never started, that wrote their last line. */
  readonly offered: number;
  readonly started: number;
  readonly dropped: number;
  readonly finished: number;
  readonly lagMsP99: number | null;
  /** Requests that the generator has perhaps sent twice, in silence; absent in verdicts that did not count them. */
  readonly resendsSuspected?: number;
  /**
   * What processes that are neither the target's nor ours took of the machine's CPU, with what the hypervisor took, in
   * the busiest tenth of the measured seconds; absent where the target's processes were not seen.
   */
  readonly othersPercent?: number;
  /** What was not ours on a full machine, where nobody sees the platform's own processes: its part may be any. */
  readonly unknownPercent?: number;
  /** Of a machine that was full most of the time, what was not the target's, the generator's own part among it. */
  readonly crowdedPercent?: number;
  readonly reason?: string;
}

/** verdict.json; the published JSON Schema is `criteria/verdict.schema.json`. */
export interface Verdict {
  readonly schemaVersion: 1;
  readonly verdict: VerdictWord;
  /** One sentence in plain words. */
  readonly sentence: string;
  readonly campaign: string;
  readonly target: string;
  readonly environment: string;
  readonly seed: number;
  readonly defects: readonly string[];
  /** ISO time; the only part that differs when the same run is judged again. */
  readonly judgedAt: string;
  readonly criteria: readonly CriterionResult[];
  readonly findings: readonly Finding[];
  readonly generator: GeneratorResult;
  /** What was broken on purpose, and how the platform bore it; absent where no plan is an experiment. */
  readonly experiments?: readonly ExperimentResult[];
  /** What the races were worth, one a shape of each plan that has them; absent where no plan races. */
  readonly races?: readonly RaceSummary[];
  /** Damaged, duplicated, foreign or missing records of the run folder, by file. */
  readonly recording: readonly RecordingProblem[];
}

export interface RecordingProblem {
  /** Path inside the run folder. */
  readonly file: string;
  readonly problem:
    | 'missing'
    | 'torn'
    | 'invalid'
    | 'duplicate'
    | 'foreign'
    | 'schema-version'
    | 'truncated'
    /** An operation of a verb that nobody knows: it may have changed anything. */
    | 'unknown-verb'
    /** An end before its start, or one user in two places at once: a clock was set, or is none. */
    | 'backwards';
  readonly count: number;
  /** The first of them: line number and what is wrong with it. */
  readonly example: string;
}
