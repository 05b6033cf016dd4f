import { existsSync } from 'node:fs';
import type { Circumstances, Completeness } from '../checkers/checker.ts';
import { openLaws } from '../checkers/open-laws.ts';
import type { StoredBooking } from '../core/booking.ts';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Finding, Validity } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import type { ProviderLine } from '../core/provider.ts';
import type { RecordingProblem } from '../core/verdict.ts';
import type { World } from '../core/world.ts';
import { openProblems, type Problems } from '../recording/problems.ts';
import { readForeignState } from '../recording/read-foreign-state.ts';
import { type RecordingHeader, readRecording } from '../recording/read-recording.ts';
import { readDocument } from '../recording/read-records.ts';
import { worldFault } from '../recording/record-faults.ts';
import { openSeenIds } from '../recording/seen-ids.ts';
import { openProcessOverlaps } from './process-overlaps.ts';

export interface RecordingFiles {
  /** NDJSON of operations, as they are or compressed (`.zst`). */
  readonly histories: readonly string[];
  /** NDJSON of stored bookings. */
  readonly initialState?: string;
  readonly finalState?: string;
  /** A world.json, for the laws that judge against hours and seats. */
  readonly world?: string;
}

/** What `ansturm judge --history` says; the same files give the same. */
export interface JudgedRecordings {
  readonly schemaVersion: 1;
  /** `invalid`: a law convicts; `unknown`: some law that applies could not be judged; `valid`: every one holds. */
  readonly verdict: Exclude<Validity, 'not-applicable'>;
  readonly histories: readonly string[];
  readonly operations: number;
  readonly findings: readonly Finding[];
  /** Lines that could not be taken, by file and kind. */
  readonly recording: readonly RecordingProblem[];
  /** What was taken for granted, or is not there. */
  readonly notes: readonly string[];
}

/**
 * Judges recordings that another tool wrote, by every law.
 * @throws Failure (bad usage) where a file that was named is not there, or the world is none
 */
export async function judgeRecordings(files: RecordingFiles): Promise<JudgedRecordings> {
  const named = [...files.histories, files.initialState, files.finalState, files.world].filter(
    (path) => path !== undefined,
  );
  const missing = named.filter((path) => !existsSync(path) && !existsSync(`${path}.zst`));
  if (missing.length > 0) {
    throw new Failure('there are no such files', { exitCode: exitCode.badUsage, problems: missing });
  }
  const problems = openProblems();
  const taken = await readAll(files, problems);
  const circumstances = circumstancesOf(taken, await worldOf(files.world));
  const laws = openLaws(circumstances);
  for (const operation of taken.operations) laws.take(operation);
  for (const booking of taken.initial) laws.takeInitial(booking);
  for (const booking of taken.final) laws.takeFinal(booking);
  for (const line of taken.provider) laws.takeProvider(line);
  const completeness = completenessOf(files, taken, problems);
  const recording = problems.list();
  const findings = laws.close(completeness).map((finding) => withDamage(finding, recording));
  return {
    ...{ schemaVersion: 1, verdict: verdictOf(findings), histories: files.histories },
    ...{ operations: taken.operations.length, findings, recording },
    notes: notesOf(files, taken, circumstances, completeness),
  };
}

interface Taken {
  readonly operations: Operation[];
  readonly initial: StoredBooking[];
  readonly final: StoredBooking[];
  readonly provider: ProviderLine[];
  readonly headers: RecordingHeader[];
  /** Files without a header: their clock is taken for the run's. */
  readonly headless: string[];
}

async function readAll(files: RecordingFiles, problems: Problems): Promise<Taken> {
  const taken: Taken = { operations: [], initial: [], final: [], provider: [], headers: [], headless: [] };
  const seen = openSeenIds();
  for (const path of files.histories) {
    const before = taken.headers.length;
    const taker = {
      header: (header: RecordingHeader) => void taken.headers.push(header),
      operation: (operation: Operation) => void taken.operations.push(operation),
      initial: (booking: StoredBooking) => void taken.initial.push(booking),
      final: (booking: StoredBooking) => void taken.final.push(booking),
      provider: (line: ProviderLine) => void taken.provider.push(line),
    };
    await readRecording(path, taker, problems, seen);
    if (taken.headers.length === before) taken.headless.push(path);
  }
  const { initialState, finalState } = files;
  if (initialState !== undefined) await readForeignState(initialState, (each) => taken.initial.push(each), problems);
  if (finalState !== undefined) await readForeignState(finalState, (each) => taken.final.push(each), problems);
  return taken;
}

async function worldOf(path: string | undefined): Promise<World | undefined> {
  if (path === undefined) return undefined;
  const problems = openProblems();
  const world = await readDocument<World>(path, worldFault, problems);
  if (world !== undefined) return world;
  throw new Failure(`${path} is no world that laws can judge against`, {
    exitCode: exitCode.badUsage,
    problems: problems.list().map(({ problem, example }) => `${problem}: ${example}`),
    hint: 'core/world.ts has its shape; every run folder holds one.',
  });
}

/** Times that are ms since 1970 tell the wall clock themselves: nothing else is as large. */
const wallClockMs = Date.UTC(2001, 0);

/** What headers say, the later over the earlier. A platform that is not known whole is shared with others. */
function circumstancesOf({ headers, operations }: Taken, world: World | undefined): Circumstances {
  const told = Object.assign({}, ...headers.map(({ circumstances }) => circumstances ?? {})) as Partial<Circumstances>;
  const isWallClock = operations.length > 0 && operations.every(({ startMs }) => startMs > wallClockMs);
  return {
    ...told,
    world: world ?? told.world,
    isShared: told.isShared === true,
    ...(told.originMs === undefined && isWallClock ? { originMs: 0 } : {}),
  };
}

const defaultErrorMs = 1;

function completenessOf(files: RecordingFiles, taken: Taken, problems: Problems): Completeness {
  const { headers } = taken;
  const errorMs = Math.max(defaultErrorMs, ...headers.map((header) => header.errorMs ?? defaultErrorMs));
  const overlaps = openProcessOverlaps();
  for (const operation of taken.operations) overlaps.take(operation);
  const backwards = overlaps.find(2 * errorMs + 1);
  if (backwards !== undefined) {
    problems.add(files.histories.join(', '), 'backwards', backwards.example, backwards.count);
  }
  const damage = problems.list();
  const told = Object.assign({}, ...headers.map(({ completeness }) => completeness ?? {})) as Partial<Completeness>;
  const unseen = damage.reduce((sum, problem) => sum + unseenOf(problem, files.histories), told.unseenOperations ?? 0);
  const ofFile = (path: string): boolean => damage.some(({ file }) => file === path);
  const isWhole = (path: string | undefined, inside: readonly StoredBooking[]): boolean =>
    path === undefined ? inside.length > 0 || headers.some(({ why }) => why !== undefined) : !ofFile(path);
  return {
    unseenOperations: unseen,
    isHistoryWhole:
      !files.histories.some(ofFile) && backwards === undefined && unseen === 0 && told.isHistoryWhole !== false,
    isInitialComplete: isWhole(files.initialState, taken.initial) && told.isInitialComplete !== false,
    isFinalComplete: isWhole(files.finalState, taken.final) && told.isFinalComplete !== false,
    clockErrorMs: Math.max(2 * errorMs, told.clockErrorMs ?? 0) + (backwards?.worstMs ?? 0),
    ...(told.journals === undefined ? {} : { journals: told.journals }),
  };
}

/** A line that cannot be taken stands for one operation; behind a file that is cut short any number may be missing. */
function unseenOf({ file, problem, count }: RecordingProblem, histories: readonly string[]): number {
  if (!histories.includes(file)) return 0;
  const isCounted =
    problem === 'invalid' || problem === 'duplicate' || problem === 'unknown-verb' || problem === 'backwards';
  return isCounted ? count : Number.POSITIVE_INFINITY;
}

/** What is not whole carries no acquittal, whatever a law says of it. A conviction stands. */
function withDamage(finding: Finding, recording: readonly RecordingProblem[]): Finding {
  if (recording.length === 0 || finding.validity === 'invalid' || finding.validity === 'not-applicable') return finding;
  const damage = recording.map(({ file, problem, count }) => `${file}: ${count} ${problem}`).join(', ');
  return { ...finding, validity: 'unknown', summary: `${finding.summary} (the recording is not whole: ${damage})` };
}

function verdictOf(findings: readonly Finding[]): JudgedRecordings['verdict'] {
  const applying = findings.filter(({ validity }) => validity !== 'not-applicable');
  if (applying.some(({ validity }) => validity === 'invalid')) return 'invalid';
  return applying.length === 0 || applying.some(({ validity }) => validity === 'unknown') ? 'unknown' : 'valid';
}

function notesOf(files: RecordingFiles, taken: Taken, around: Circumstances, how: Completeness): readonly string[] {
  const notes: string[] = [];
  const { headless } = taken;
  if (files.histories.length > 1 && headless.length > 0) {
    const which = headless.join(', ');
    notes.push(
      `${which}: no header line, so its times are taken to be of one clock with the others, ± ${defaultErrorMs} ms`,
    );
  }
  if (!how.isFinalComplete && files.finalState === undefined)
    notes.push('no final state: what was stored in the end is not known');
  if (!how.isInitialComplete && files.initialState === undefined) {
    notes.push('no initial state: what was booked before is not known (an empty file says: nothing)');
  }
  if (around.originMs === undefined)
    notes.push('no wall clock: times are neither ms since 1970, nor does a header name originMs');
  if (around.world === undefined) notes.push('no world: working hours and seats are not known');
  if (around.offers === undefined)
    notes.push('no header names what the platform offers: holds and keys, it is taken, and one seat at each time');
  return notes;
}
