import { existsSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Circumstances } from '../checkers/checker.ts';
import { openLaws } from '../checkers/open-laws.ts';
import type { StoredBooking } from '../core/booking.ts';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Plan, Plans } from '../core/plan.ts';
import type { ResourceSample } from '../core/resource-sample.ts';
import type { RunRecord, TimelineEvent } from '../core/run.ts';
import type { Verdict } from '../core/verdict.ts';
import type { World } from '../core/world.ts';
import { type Bounds, withBounds } from '../criteria/bounds.ts';
import { type Judge, openJudge } from '../criteria/judge.ts';
import { lastDrill } from '../criteria/lines/restore.ts';
import type { Series } from '../criteria/series.ts';
import type { Scope } from '../criteria/verdict-word.ts';
import { bookingFault } from '../recording/booking-fault.ts';
import { openProblems, type Problems } from '../recording/problems.ts';
import { readHistory } from '../recording/read-history.ts';
import { readDocument, readRecords } from '../recording/read-records.ts';
import { plansFault, resourceFault, runFault, timelineFault, worldFault } from '../recording/record-faults.ts';
import { type RunFolder, runFolder } from '../recording/run-folder.ts';
import { openSeenIds } from '../recording/seen-ids.ts';
import { journalsOf, readJournals } from './read-journals.ts';

export interface JudgeRunOptions {
  /** The campaign's scope: what it undertakes to decide. */
  readonly scope: Scope;
  /** ISO time; the only part of a verdict that differs when the same run is judged again. */
  readonly judgedAt: string;
  /** A user's own bounds (what bounds.json holds); each that is not named keeps its default. */
  readonly bounds?: unknown;
  /** Bytes read so far, of all that are to be read. */
  readonly onProgress?: (readBytes: number, totalBytes: number) => void;
}

export interface JudgedRun {
  readonly verdict: Verdict;
  readonly series: Series;
  readonly run: RunRecord;
  readonly plans: readonly Plan[];
  readonly timeline: readonly TimelineEvent[];
}

/**
 * Judges a run from its folder alone: a pure function of the folder's files, the scope and the bounds.
 * @throws Failure (bad usage) when the folder is none, its run.json is missing or damaged, or a bound is impossible
 */
export async function judgeRun(path: string, options: JudgeRunOptions): Promise<JudgedRun> {
  const folder = runFolder(path);
  const problems = openProblems();
  const run = await readRun(folder);
  const plans = (await readDocument<Plans>(folder.plans, plansFault, problems))?.plans ?? [];
  const world = await readDocument<World>(folder.world, worldFault, problems);
  const timeline: TimelineEvent[] = [];
  await readRecords<TimelineEvent>(folder.timeline, timelineFault, (event) => timeline.push(event), problems);
  timeline.sort((a, b) => a.atMs - b.atMs);
  for (const event of timeline) {
    if (event.event === 'disk-full') problems.add(event.file, 'truncated', 'the disk was full while it was written');
  }

  const backup = restoredBackup(timeline);
  const circumstances = {
    ...{ world, isShared: run.isShared ?? run.environment === 'external', originMs: Date.parse(run.startedAt) },
    ...(run.offers === undefined ? {} : { offers: run.offers }),
    ...(backup === undefined ? {} : { backup }),
  };
  const judge = openJudge({
    ...{ run, plans, timeline, campaign: options.scope, bounds: boundsOf(options.bounds) },
    laws: openLaws(circumstances),
  });
  const untilMs = timeline.find(({ event }) => event === 'evidence-ended')?.atMs;
  await feed(judge, folder, { plans, isRestored: backup !== undefined, untilMs }, problems, options.onProgress);
  for (const problem of problems.list()) judge.takeProblem(problem);
  const { verdict, series } = judge.close(options.judgedAt);
  return { verdict, series, run, plans, timeline };
}

/** The last backup, where it was restored. */
function restoredBackup(timeline: readonly TimelineEvent[]): Circumstances['backup'] {
  const { taken, previous, restored } = lastDrill(timeline);
  if (taken === undefined || restored === undefined) return undefined;
  const isWhole = taken.problem === undefined && restored.problem === undefined;
  if (!isWhole) return undefined;
  const since = previous === undefined ? {} : { previousMs: previous.atMs };
  return { fromMs: taken.fromMs, toMs: taken.atMs, ...since };
}

/** The defaults with a user's own over them. @throws Failure (bad usage) with everything that is wrong with those */
export function boundsOf(overrides: unknown): Bounds {
  const { bounds, problems } = withBounds(overrides ?? {});
  if (problems.length === 0) return bounds;
  throw new Failure('the bounds cannot be used', { exitCode: exitCode.badUsage, problems });
}

/** run.json, validated. @throws Failure (bad usage) when it is missing or damaged */
export async function readRun(folder: RunFolder): Promise<RunRecord> {
  const problems = openProblems();
  const run = await readDocument<RunRecord>(folder.run, runFault, problems);
  if (run !== undefined) return run;
  throw new Failure(`${folder.path} is no run folder that can be judged`, {
    exitCode: exitCode.badUsage,
    hint: 'A run folder is what `ansturm run` leaves behind; it holds run.json.',
    problems: problems.list().map(({ file, problem, example }) => `${file}: ${problem}: ${example}`),
  });
}

interface FeedOptions {
  readonly plans: readonly Plan[];
  readonly isRestored: boolean;
  /** When what we did to clear up began: what providers saw of it is no evidence. */
  readonly untilMs: number | undefined;
}

/** In the order that the laws need: histories, then what stood there before, then what stands there now. */
async function feed(
  judge: Judge,
  folder: RunFolder,
  { plans, isRestored, untilMs }: FeedOptions,
  problems: Problems,
  onProgress: JudgeRunOptions['onProgress'],
): Promise<void> {
  const histories = await historiesOf(folder, plans);
  const states = [folder.initialState, folder.finalState, folder.restoredState];
  const journals = await journalsOf(folder);
  const total = await sizeOf([...histories, ...states, ...journals, folder.resources]);
  let read = 0;
  const onBytes = (bytes: number): void => {
    read += bytes;
    onProgress?.(read, total);
  };
  const seen = openSeenIds();
  const taker = {
    source: judge.takeSource,
    operation: judge.takeOperation,
    mark: judge.takeMark,
  };
  for (const history of histories) await readHistory(history, taker, problems, seen, onBytes);
  const whole = { hasFooter: true, onBytes };
  await readRecords<StoredBooking>(folder.initialState, bookingFault, judge.takeInitial, problems, whole);
  await readRecords<StoredBooking>(folder.finalState, bookingFault, judge.takeFinal, problems, whole);
  if (isRestored) await readRecords(folder.restoredState, bookingFault, judge.takeRestored, problems, whole);
  judge.takeJournals(await readJournals(journals, judge.takeProvider, problems, { untilMs, onBytes }));
  await readRecords<ResourceSample>(folder.resources, resourceFault, judge.takeResource, problems, { onBytes });
}

/** Every history that is there, and those that the plans say must be there. */
async function historiesOf(folder: RunFolder, plans: readonly Plan[]): Promise<readonly string[]> {
  const names = new Set(plans.map(({ name }) => `${name}.ndjson`));
  const present = existsSync(folder.histories) ? await readdir(folder.histories) : [];
  for (const name of present) {
    const match = /^(.+\.ndjson)(\.zst)?$/.exec(name);
    if (match?.[1] !== undefined) names.add(match[1]);
  }
  return [...names].sort().map((name) => join(folder.histories, name));
}

async function sizeOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map(async (path) => {
      const found = existsSync(path) ? path : `${path}.zst`;
      return existsSync(found) ? (await stat(found)).size : 0;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
