import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExitCode, exitCode, worstExitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Progress } from '../core/progress.ts';
import type { TimelineEvent } from '../core/run.ts';
import { openProblems } from '../recording/problems.ts';
import { readRecords } from '../recording/read-records.ts';
import { timelineFault } from '../recording/record-faults.ts';
import { runFolder } from '../recording/run-folder.ts';
import type { Conducted, ConductOptions } from './conduct.ts';
import { failedRow, type ProofRow, type Proven, proofRow } from './proof-row.ts';
import type { ProofClass } from './proofs.ts';

export interface ProveOptions {
  /** What is to be proven, with no more defects in it than are meant. */
  readonly classes: readonly ProofClass[];
  readonly seeds: readonly number[];
  /** Whether the healthy platform is run beside the defects of each scenario and seed. */
  readonly isHealthyRun: boolean;
  /** Default: embedded. */
  readonly environment?: string;
  /** Gets one run folder for each run. */
  readonly folder: string;
  readonly users?: number;
  readonly durationMs?: number;
  readonly commandLine: readonly string[];
  readonly signal: AbortSignal;
  readonly progress: Progress;
  /** `conduct`; handed in, so that the proof itself can be tested. */
  readonly conduct: (options: ConductOptions) => Promise<Conducted>;
}

export interface Proofs {
  readonly rows: readonly ProofRow[];
  readonly exitCode: ExitCode;
}

/** One run that is to be made; the healthy one belongs to all classes of its scenario. */
type Due = Omit<Proven, 'runFolder'> & { readonly scenario: string };

/**
 * Runs the healthy platform and each defect at the scenario of its class, and holds the verdicts against what was to be
 * expected. A run that breaks is a row that is not ok; the others go on. After an interruption the rows so far.
 */
export async function prove(options: ProveOptions): Promise<Proofs> {
  const { signal, progress } = options;
  const rows: ProofRow[] = [];
  const codes: ExitCode[] = [];
  const due = runsDue(options);
  await mkdir(options.folder, { recursive: true });
  for (const [index, one] of due.entries()) {
    if (signal.aborted) break;
    progress.note(`\n${index + 1} of ${due.length}: ${nameOf(one)} · ${one.scenario} · seed ${one.seed}`);
    const { row, code } = await runOne(options, one);
    if (signal.aborted) break;
    rows.push(row);
    if (code !== undefined) codes.push(code);
    progress.note(`${nameOf(one)}: ${sentenceOf(row)}`);
  }
  if (signal.aborted) codes.push(exitCode.interrupted);
  if (rows.some(({ ok }) => !ok)) codes.push(exitCode.noGo);
  return { rows, exitCode: worstExitCode(codes) };
}

/** A seed is done before the next one begins, so that its world is made once. */
function runsDue({ classes, seeds, isHealthyRun }: ProveOptions): readonly Due[] {
  const scenarios = [...new Set(classes.map(({ scenario }) => scenario))];
  return scenarios.flatMap((scenario) => {
    const chosen = classes.filter((one) => one.scenario === scenario);
    const names = chosen.map(({ name }) => name).join(', ');
    return seeds.flatMap((seed) => [
      ...(isHealthyRun ? [{ proof: null, class: names, seed, scenario }] : []),
      ...chosen.flatMap(({ name, proofs }) => proofs.map((proof) => ({ proof, class: name, seed, scenario }))),
    ]);
  });
}

async function runOne(options: ProveOptions, { scenario, ...one }: Due): Promise<{ row: ProofRow; code?: ExitCode }> {
  const { users, durationMs, commandLine, signal, progress } = options;
  const out = join(options.folder, `${nameOf(one)}-${scenario}-${one.seed}`);
  const proven: Proven = { ...one, runFolder: out };
  try {
    const { verdict } = await options.conduct({
      ...{ name: scenario, seed: one.seed, target: 'reference', baseUrls: [], out },
      environment: options.environment ?? 'embedded',
      ...(users === undefined ? {} : { users }),
      ...(durationMs === undefined ? {} : { durationMs }),
      defects: one.proof === null ? [] : [one.proof.defect],
      ...{ commandLine, signal, progress },
    });
    if (verdict === null) return { row: failedRow(proven, 'the run came to no verdict') };
    return { row: proofRow(proven, verdict, await timelineOf(out)) };
  } catch (error) {
    const code = error instanceof Failure ? error.exitCode : exitCode.harnessBroke;
    // Bad usage is the same for every run behind this one.
    if (code === exitCode.badUsage) throw error;
    const row = failedRow(proven, error instanceof Error ? error.message : String(error));
    return { row, code };
  }
}

async function timelineOf(path: string): Promise<readonly TimelineEvent[]> {
  const timeline: TimelineEvent[] = [];
  const take = (event: TimelineEvent): void => void timeline.push(event);
  await readRecords<TimelineEvent>(runFolder(path).timeline, timelineFault, take, openProblems());
  return timeline;
}

function nameOf({ proof }: Pick<Due, 'proof'>): string {
  return proof?.defect ?? 'healthy';
}

function sentenceOf(row: ProofRow): string {
  if (row.problem !== undefined) return `NOT PROVEN: ${row.problem}`;
  const spoke = row.convictedBy.length === 0 ? 'nothing convicts' : `convicted by ${row.convictedBy.join(', ')}`;
  const after = row.seconds === null ? '' : ` after ${row.seconds} s of load`;
  const missed = row.missedBy.map((id) => `missed by ${id}`);
  const falsely = row.falselyBy.map((id) => `falsely by ${id}`);
  const undecided = row.defect === null ? row.undecided.map((id) => `${id} came to no conclusion`) : [];
  const load = row.generator === 'good' ? [] : [`the load was not as planned (generator ${row.generator})`];
  const wrong = row.ok ? [] : [...missed, ...falsely, ...undecided, ...load];
  return `${spoke}${after}${wrong.length === 0 ? '' : `; WRONG: ${wrong.join(', ')}`}`;
}
