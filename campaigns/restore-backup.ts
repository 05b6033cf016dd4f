import { setTimeout as sleep } from 'node:timers/promises';
import type { Plan } from '../core/plan.ts';
import { openClient } from '../drivers/node/client.ts';
import type { LabBackups, RestoredTarget } from '../environments/environment.ts';
import type { Ready, RunContext } from './make-ready.ts';
import { readStates } from './read-states.ts';

/** A platform that takes longer is not waited for: by the bounds a restore has a quarter of an hour. */
const takeTimeoutMs = 5 * 60_000;
const restoreTimeoutMs = 16 * 60_000;
const requestTimeoutMs = 10_000;
/** Where one takes long the next comes so much later: only by what was booked between them they differ. */
const usualBetweenMs = 5_000;

type Where = Pick<Ready, 'lab' | 'target' | 'world' | 'runId' | 'zones'>;

/**
 * Backs the target up at the times of the plan, while its load runs; called when that begins.
 * @returns whether the last backup is there, and can be restored
 */
export async function takeBackups(
  { clock, recorder, signal }: RunContext,
  { lab: { backups } }: Pick<Ready, 'lab'>,
  { backupsAtMs = [] }: Pick<Plan, 'backupsAtMs'>,
  betweenMs = usualBetweenMs,
): Promise<boolean> {
  const beganMs = clock.now();
  let isTaken = false;
  let endedMs = Number.NEGATIVE_INFINITY;
  for (const atMs of backupsAtMs) {
    const dueMs = Math.max(beganMs + atMs, endedMs + betweenMs);
    await sleep(Math.max(0, dueMs - clock.now()), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return false;
    const fromMs = clock.now();
    const until = AbortSignal.any([signal, AbortSignal.timeout(takeTimeoutMs)]);
    const problem =
      backups === undefined
        ? 'nobody here can take one of the target'
        : await backups.take(until).then(() => undefined, words);
    recorder.event({ event: 'backup-taken', atMs: clock.now(), fromMs, ...(problem === undefined ? {} : { problem }) });
    isTaken = problem === undefined;
    endedMs = clock.now();
  }
  return isTaken;
}

/** Brings the last backup up beside the target, reads it as the target itself is read, and ends it again. */
export async function restoreBackup(context: RunContext, ready: Where): Promise<void> {
  const { clock, recorder, signal, progress } = context;
  const { backups } = ready.lab;
  if (backups === undefined || signal.aborted) return;
  progress.step('restoring the backup');
  const fromMs = clock.now();
  const { restored, problem } = await restoredBy(backups, signal);
  recorder.event({
    ...{ event: 'backup-restored', atMs: clock.now(), fromMs },
    ...(problem === undefined ? {} : { problem }),
  });
  if (restored === undefined) return;
  progress.step('reading what was restored');
  try {
    await readRestored(context, ready, restored);
  } finally {
    await restored.stop();
  }
}

async function restoredBy(
  backups: LabBackups,
  signal: AbortSignal,
): Promise<{ readonly restored?: RestoredTarget; readonly problem?: string }> {
  try {
    return { restored: await backups.restore(AbortSignal.any([signal, AbortSignal.timeout(restoreTimeoutMs)])) };
  } catch (error) {
    return { problem: words(error) };
  }
}

async function readRestored(
  { clock, recorder, signal }: RunContext,
  { lab, target, world, runId, zones }: Where,
  { baseUrls }: RestoredTarget,
): Promise<void> {
  const clients = baseUrls.map((baseUrl, index) =>
    openClient({
      ...{ target, runId, zones, clock: clock.now, secrets: lab.secrets, timeoutMs: requestTimeoutMs, signal },
      ...{ reach: undefined, baseUrls: [baseUrl], name: `restored-${index + 1}` },
    }),
  );
  const isReadable = target.offers.verbs.includes('read-state');
  await readStates({ which: 'restored', clients, world, recorder, clock: clock.now, signal, isReadable });
}

function words(error: unknown): string {
  const problems = error instanceof Error && 'problems' in error && Array.isArray(error.problems) ? error.problems : [];
  const said = error instanceof Error ? error.message : String(error);
  return [said, ...problems.slice(-1)].join(': ').slice(0, 300);
}
