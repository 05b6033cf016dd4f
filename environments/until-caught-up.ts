import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { lastLines } from './finish.ts';
import type { ReadyOptions } from './ready.ts';
import type { Child } from './workspace.ts';

const pauseMs = 50;
const answerTimeoutMs = 2_000;

export interface Followed {
  /** The replica, whose last words stand in the error. */
  readonly child: Child;
  readonly primaryUrl: string;
  readonly replicaUrl: string;
}

/**
 * Waits until a replica has replayed all that its primary had committed when this was called: a platform that is loaded
 * before is not measured while its replica still catches up.
 * @throws Failure with exit code 5 when it does not within the time: how far it is behind, or why nobody knows
 */
export async function untilCaughtUp(followed: Followed, { timeoutMs, signal, hide }: ReadyOptions): Promise<void> {
  const deadlineMs = performance.now() + timeoutMs;
  let wanted: string | undefined;
  let missing = 'the database was not asked yet';
  while (performance.now() < deadlineMs && followed.child.end() === undefined) {
    signal.throwIfAborted();
    try {
      wanted ??= await ask(followed.primaryUrl, 'SELECT pg_current_wal_flush_lsn()::text AS said', []);
      const text = 'SELECT greatest($1::pg_lsn - pg_last_wal_replay_lsn(), 0)::text AS said';
      const behind = await ask(followed.replicaUrl, text, [wanted]);
      if (behind === '0') return;
      missing = behind === null ? 'it follows nobody' : `it lacks ${behind} bytes of the log`;
    } catch (error) {
      missing = `it cannot be asked: ${hide(error instanceof Error ? error.message : String(error))}`;
    }
    await sleep(pauseMs, undefined, { signal });
  }
  throw new Failure(`the replica never caught up with the database within ${timeoutMs} ms: ${missing}`, {
    exitCode: exitCode.targetNeverHealthy,
    problems: lastLines(followed.child.outputFile).map(hide),
  });
}

async function ask(connectionString: string, text: string, values: readonly unknown[]): Promise<string> {
  const client = new pg.Client({
    ...{ connectionString, application_name: 'ansturm-observer' },
    ...{ connectionTimeoutMillis: answerTimeoutMs, query_timeout: answerTimeoutMs },
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return (await client.query<{ said: string }>(text, [...values])).rows[0]?.said as string;
  } finally {
    await client.end().catch(() => undefined);
  }
}
