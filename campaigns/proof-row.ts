import type { TimelineEvent } from '../core/run.ts';
import type { GeneratorResult, Verdict, VerdictWord } from '../core/verdict.ts';
import type { Proof } from './proofs.ts';

/** One run of a proof: who spoke, and who should have. */
export interface ProofRow {
  /** null: the healthy platform. */
  readonly defect: string | null;
  readonly class: string;
  readonly seed: number;
  readonly expected: readonly string[];
  /** All that convicted, whether it was to or not. */
  readonly convictedBy: readonly string[];
  /** What should have spoken and did not. */
  readonly missedBy: readonly string[];
  /** What spoke and neither must nor may. */
  readonly falselyBy: readonly string[];
  /** Laws in scope that came to no conclusion; on the healthy platform none may. */
  readonly undecided: readonly string[];
  /** Of load until the first thing that must convict had its evidence; null where nothing that must has spoken. */
  readonly seconds: number | null;
  readonly ok: boolean;
  readonly verdict: VerdictWord | null;
  /** Whether the load was reached: `good`, or what else the verdict says of the generator. */
  readonly generator: GeneratorResult['status'] | null;
  readonly runFolder: string | null;
  /** Why there is no verdict, in words. */
  readonly problem?: string;
}

export interface Proven {
  readonly proof: Proof | null;
  readonly class: string;
  readonly seed: number;
  readonly runFolder: string | null;
}

/** Holds a verdict against what was to be expected of it. */
export function proofRow(proven: Proven, verdict: Verdict, timeline: readonly TimelineEvent[]): ProofRow {
  const { proof, ...rest } = proven;
  const expected = proof?.must ?? [];
  const convictedBy = convictionsOf(verdict, proof);
  const rightlyBy = expected.filter((id) => convictedBy.includes(id));
  const missedBy = expected.filter((id) => !rightlyBy.includes(id));
  const falselyBy = convictedBy.filter((id) => !expected.includes(id) && proof?.may.includes(id) !== true);
  const inScope = new Set(verdict.criteria.flatMap((line) => (line.inScope ? [line.id] : [])));
  const undecided = verdict.findings
    .filter(({ by, validity }) => validity === 'unknown' && inScope.has(by))
    .map(({ by }) => by);
  const isAcquitted = undecided.length === 0 && verdict.findings.length > 0;
  return {
    ...rest,
    defect: proof?.defect ?? null,
    ...{ expected, convictedBy, missedBy, falselyBy, undecided },
    seconds: secondsUntil(rightlyBy, verdict, timeline),
    ok: missedBy.length === 0 && falselyBy.length === 0 && (proof !== null || isAcquitted),
    ...{ verdict: verdict.verdict, generator: verdict.generator.status },
  };
}

/** A run that came to no verdict proves nothing. */
export function failedRow({ proof, ...rest }: Proven, problem: string): ProofRow {
  const expected = proof?.must ?? [];
  return {
    ...{ ...rest, defect: proof?.defect ?? null, expected, convictedBy: [], missedBy: expected, falselyBy: [] },
    ...{ undecided: [], seconds: null, ok: false, verdict: null, generator: null, problem },
  };
}

/** Every law that found something invalid, and every gate that failed: of a planted bug those in scope. */
function convictionsOf(verdict: Verdict, proof: Proof | null): readonly string[] {
  const laws = verdict.findings.filter(({ validity }) => validity === 'invalid').map(({ by }) => by);
  const gates = verdict.criteria
    .filter(({ status, weight, inScope }) => status === 'fail' && weight === 'gate' && (inScope || proof === null))
    .map(({ id }) => id);
  return [...new Set([...laws, ...gates])].sort();
}

/**
 * From the start of the load to the end of the last operation of the scene that was complete first; where nothing that
 * must convict shows scenes, all of the load's length. The start is that of the generator: a second or so early.
 */
function secondsUntil(
  convicting: readonly string[],
  verdict: Verdict,
  timeline: readonly TimelineEvent[],
): number | null {
  if (convicting.length === 0) return null;
  const startMs = Math.min(...timeline.flatMap((one) => (one.event === 'step-started' ? [one.atMs] : [])));
  const endMs = Math.max(...timeline.flatMap((one) => (one.event === 'load-ended' ? [one.atMs] : [])));
  const scenes = verdict.findings.flatMap(({ by, witness }) =>
    convicting.includes(by) ? (witness?.scenes ?? []) : [],
  );
  const complete = scenes.map(({ bars }) => Math.max(...bars.map((bar) => bar.endMs)));
  // What was wrong before the load already took no load at all.
  const seconds = Math.max(0, Math.min(endMs, ...complete) - startMs) / 1_000;
  return Number.isFinite(seconds) ? Math.round(seconds * 10) / 10 : null;
}
