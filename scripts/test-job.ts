import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { readableDuration } from './progress.ts';

/** One process of `npm test`: a check that counts as one test, or a file that reports how many it held. */
export interface TestJob {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly kind: 'check' | 'file';
  readonly timeLimitMs: number;
}

export interface TestResult {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly durationMs: number;
  /** Everything it printed, and why it failed where it could not say so itself. */
  readonly output: string;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const graceMs = 5_000;

/**
 * Runs one job in a process group of its own and leaves nothing of it behind. A file passes only when it ended with
 * exit code 0, *and* reported through the IPC channel that all its tests ran and passed (see `tests/door.ts`).
 */
export async function runTestJob(job: TestJob, folder: string, signal: AbortSignal): Promise<TestResult> {
  const beganMs = performance.now();
  const limit = AbortSignal.timeout(job.timeLimitMs);
  const stop = AbortSignal.any([signal, limit]);
  const chunks: Buffer[] = [];
  let report: Counts | undefined;
  const child = spawn(job.command, job.args, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  child.stdout?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.on('message', (message) => {
    if (isReport(message)) report = message;
  });
  const stopping = (): void => void endGroup(child);
  stop.addEventListener('abort', stopping, { once: true });
  if (stop.aborted) stopping();
  const ending = await ended(child);
  stop.removeEventListener('abort', stopping);
  // Whatever it started and forgot must not run beside the files behind it.
  send(child, 'SIGKILL');
  const end = stop.aborted ? stopReason(job, limit) : ending;
  const { counts, complaint } = judge(job, report, end);
  const output = Buffer.concat(chunks).toString('utf8') + (complaint === undefined ? '' : `\n${complaint}\n`);
  return { name: job.name, ...counts, durationMs: performance.now() - beganMs, output };
}

/** The exit code, or in words how else it ended. */
function ended(child: ChildProcess): Promise<number | string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    // Not `close`: a forgotten grandchild may hold the pipes open for ever. What is in them is read by then.
    child.once('exit', (code, signal) => setImmediate(() => resolve(code ?? `was ended by ${signal}`)));
  });
}

function stopReason(job: TestJob, limit: AbortSignal): string {
  if (!limit.aborted) return 'was interrupted';
  const why = 'a test hangs, or something that it opened is still open';
  return `did not end within ${readableDuration(job.timeLimitMs)}: ${why}`;
}

function judge(job: TestJob, report: Counts | undefined, end: number | string): { counts: Counts; complaint?: string } {
  const failed: Counts = { passed: report?.passed ?? 0, failed: Math.max(report?.failed ?? 0, 1), skipped: 0 };
  if (typeof end === 'string') return { counts: failed, complaint: `${job.name} ${end}.` };
  if (job.kind === 'check') return { counts: { passed: end === 0 ? 1 : 0, failed: end === 0 ? 0 : 1, skipped: 0 } };
  if (report === undefined) {
    const why = 'it does not use tests/door.ts, or ended before its tests did';
    return { counts: failed, complaint: `${job.name} reported no tests (exit code ${end}): ${why}.` };
  }
  if (report.passed + report.failed + report.skipped === 0) {
    return { counts: failed, complaint: `${job.name} holds no test.` };
  }
  if (end !== 0 && report.failed === 0) {
    return { counts: failed, complaint: `${job.name} passed its tests, then ended with exit code ${end}.` };
  }
  return { counts: report };
}

async function endGroup(child: ChildProcess): Promise<void> {
  send(child, 'SIGTERM');
  await delay(graceMs, undefined, { ref: false });
  if (child.exitCode === null && child.signalCode === null) send(child, 'SIGKILL');
}

function send(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

function isReport(message: unknown): message is Counts {
  if (typeof message !== 'object' || message === null) return false;
  return ['passed', 'failed', 'skipped'].every((key) => key in message && Number.isInteger(Reflect.get(message, key)));
}
