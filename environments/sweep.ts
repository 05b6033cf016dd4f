import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, startOfProcess } from './process-identity.ts';
import { entryIds, isAbandoned, isRunning, type RegistryEntry, readEntry, removeEntry } from './registry.ts';
import { removeSharedMemory } from './remove-shared-memory.ts';

const databaseGraceMs = 5_000;
const killGraceMs = 2_000;

/** Clears away what harnesses left behind that are no more. Runs whose harness lives are left alone. */
export async function sweep(runsFolder: string, note: (text: string) => void): Promise<void> {
  for (const id of entryIds(runsFolder)) {
    const entry = readEntry(runsFolder, id);
    if (entry === null || !isAbandoned(entry)) continue;
    note(`clearing away what a killed run left behind (${entry.processes.length} processes)`);
    await clearEntry(runsFolder, id).catch((error: Error) =>
      note(`it could not all be cleared away: ${error.message}`),
    );
  }
}

/**
 * Ends every process of an entry, then removes its containers, its folder and its record. Idempotent.
 * @throws Error where containers may be left; then the record stays, for the next sweep
 */
export async function clearEntry(runsFolder: string, id: string): Promise<void> {
  const entry = readEntry(runsFolder, id);
  if (entry !== null) await Promise.all(entry.processes.map((recorded) => endProcess(entry, recorded)));
  const problem = entry?.project === undefined ? undefined : await removeContainers(entry.project);
  const folder = join(runsFolder, id);
  removeSharedMemory(join(folder, 'data'));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  if (problem !== undefined) throw problem;
  removeEntry(runsFolder, id);
}

/** Loaded where there are any, since it takes half a second. */
async function removeContainers(project: string): Promise<Error | undefined> {
  const { removeProject } = await import('./containers/remove-project.ts');
  return await removeProject(project).then(
    () => undefined,
    (error: Error) => error,
  );
}

async function endProcess(entry: RegistryEntry, recorded: RegistryEntry['processes'][number]): Promise<void> {
  if (!isRunning(entry, recorded)) return;
  // PostgreSQL's children lead process groups of their own; those of the others share their parent's.
  const family = [recorded.pid, ...childrenOf(recorded.pid)].map((pid) => ({ pid, startedAt: startOfProcess(pid) }));
  const alive = () => family.filter(({ pid, startedAt }) => startedAt !== null && startOfProcess(pid) === startedAt);
  const gone = async (timeoutMs: number): Promise<boolean> => {
    for (let waitedMs = 0; alive().length > 0; waitedMs += 10) {
      if (waitedMs >= timeoutMs) return false;
      await sleep(10);
    }
    return true;
  };
  if (recorded.end === 'database') {
    send(recorded.pid, 'SIGQUIT');
    // A fault may have held them up: whoever is, takes no signal but these two.
    for (const { pid } of alive()) send(pid, 'SIGCONT');
    if (await gone(databaseGraceMs)) return;
  } else {
    send(-recorded.pid, 'SIGKILL');
  }
  for (const { pid } of alive()) send(pid, 'SIGKILL');
  await gone(killGraceMs);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile, which is what we want.
  }
}
