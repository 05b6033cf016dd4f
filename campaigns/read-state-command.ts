import { spawn } from 'node:child_process';
import type { StoredBooking } from '../core/booking.ts';
import { openProblems } from '../recording/problems.ts';
import { openStateLines } from '../recording/read-foreign-state.ts';
import { openSplitter } from '../recording/read-lines.ts';

export interface StateCommandRead {
  readonly bookings: number;
  /** Why what it printed cannot be leaned on; undefined when it can. */
  readonly problem?: string;
}

/** A command that takes longer hangs: a query of a rehearsal's bookings takes seconds. */
const timeoutMsDefault = 120_000;
/** How much of what it complains of is kept, and told. */
const complaintCharacters = 4_000;
const complaintLines = 5;

/**
 * Runs a command of the user's own, without a shell, and takes NDJSON of stored bookings from its standard output. It
 * inherits the environment, where its secrets are, but for the owner's token; it ends with the harness at the latest.
 */
export async function readStateCommand(
  words: readonly string[],
  take: (booking: StoredBooking) => void,
  { timeoutMs = timeoutMsDefault }: { readonly timeoutMs?: number } = {},
): Promise<StateCommandRead> {
  const [command = '', ...args] = words;
  const problems = openProblems();
  const state = openStateLines(command, take, problems);
  const splitter = openSplitter(state.lines);
  // A process group of its own, so that what it started ends with it.
  const { ANSTURM_CONSENT: _, ...env } = process.env;
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true, env });
  const kill = (): void => killGroup(child.pid);
  process.once('exit', kill);
  let complaint = '';
  let isLate = false;
  child.stdout.on('data', (chunk: Buffer) => splitter.take(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-complaintCharacters);
  });
  const timer = setTimeout(() => {
    isLate = true;
    kill();
    // Somebody who left the group may hold the pipes open; nobody waits for him.
    child.stdout.destroy();
    child.stderr.destroy();
  }, timeoutMs);
  const end = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  clearTimeout(timer);
  process.off('exit', kill);
  // What it left behind in its group is not waited for, and must not stay.
  kill();
  splitter.close();
  const bookings = state.close();
  const fault = isLate ? `did not end within ${timeoutMs / 1_000} s` : end;
  if (fault !== undefined) return { bookings, problem: `${command} ${fault}${lastLines(complaint)}` };
  const [first] = problems.list();
  return first === undefined
    ? { bookings }
    : { bookings, problem: `${command} printed ${first.count} ${first.problem}: ${first.example}` };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

function lastLines(complaint: string): string {
  const lines = complaint.split('\n').filter((line) => line.trim() !== '');
  return lines.length === 0 ? '' : `: ${lines.slice(-complaintLines).join(' / ')}`;
}
