import { existsSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LabClock } from './environment.ts';
import type { ObserverConnection } from './observers/observer-connection.ts';
import { startOfProcess } from './process-identity.ts';

/** A clock of its own for all that is started with its environment. */
export interface TargetClock {
  readonly environment: Readonly<Record<string, string>>;
  /** @param connection to a database that goes by this clock */
  labClock(connection: ObserverConnection): LabClock;
}

/** Processes look at the file again once a second, and whoever asks the database has waited for it, too. */
const obeyMs = 10_000;
const lookMs = 100;
/** A question takes a while to come and go. */
const toleranceMs = 500;

/**
 * By libfaketime (https://github.com/wolfcw/libfaketime): what is written to a file is so much ahead of this machine's
 * clock. Timers run by a clock that nobody sets, and go on as they did.
 * @param folder of a workspace, which removes it
 * @param usualMs so much is it ahead from the beginning
 */
export function openTargetClock(folder: string, library: string, usualMs = 0): TargetClock {
  const file = join(folder, 'clock');
  const write = (moreMs: number): void => {
    const aheadMs = usualMs + moreMs;
    writeFileSync(`${file}.new`, `${aheadMs < 0 ? '' : '+'}${aheadMs / 1_000}\n`, { mode: 0o644 });
    renameSync(`${file}.new`, file);
  };
  write(0);
  return {
    environment: {
      ...{ LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: file },
      ...{ FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
    },
    labClock: (connection) => {
      let [asked, seen] = [0, 0];
      return {
        async set(moreMs, signal) {
          asked = moreMs;
          write(moreMs);
          const sinceMs = performance.now();
          for (;;) {
            const aheadMs = await aheadOf(connection);
            if (aheadMs !== null) seen = aheadMs - usualMs;
            if (Math.abs(seen - asked) < toleranceMs) return;
            if (performance.now() - sinceMs > obeyMs) throw new Error(`the database's clock is ${seen} ms ahead`);
            await sleep(lookMs, undefined, { signal });
          }
        },
        aheadMs: () => (Math.abs(seen - asked) < toleranceMs ? asked : seen),
      };
    },
  };
}

/** ms that the database's clock is ahead of this machine's; null where it cannot be asked. */
async function aheadOf(connection: ObserverConnection): Promise<number | null> {
  const sql = 'SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS ms';
  const rows = await connection.query<{ ms: number }>(sql);
  return rows?.[0] === undefined ? null : Math.round(rows[0].ms - Date.now());
}

/** Where distributions put it; `ANSTURM_FAKETIME` names another place. Undefined: it is not installed. */
export function findFaketime(): string | undefined {
  const own = process.env.ANSTURM_FAKETIME;
  if (own !== undefined) return existsSync(own) ? own : undefined;
  const folders = ['/usr/lib', '/usr/lib64', '/usr/local/lib'].flatMap((folder) => {
    const inner = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('-linux-gnu')) : [];
    return [folder, ...inner.map((name) => join(folder, name))];
  });
  return folders.map((folder) => join(folder, 'faketime', 'libfaketime.so.1')).find((file) => existsSync(file));
}

/** What the library keeps for a process, and leaves behind where that was killed. */
export function removeClockMemory(pid: number): void {
  if (startOfProcess(pid) !== null) return;
  for (const name of [`faketime_shm_${pid}`, `sem.faketime_sem_${pid}`])
    rmSync(join('/dev/shm', name), { force: true });
}
