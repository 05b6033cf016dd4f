import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { childrenOf, startOfProcess } from './process-identity.ts';
import { entryIds, isAbandoned, isRunning, type RegistryEntry, readEntry, removeEntry } from './registry.ts';
import { removeSharedMemory } from './remove-shared-memory.ts';
import { removeClockMemory } from './target-clock.ts';

const databaseGraceMs = 5_000;
const killGraceMs = 2_000;

/** What became of what one killed harness had left behind. */
export interface Swept {
  readonly id: string;
  /** Faults that were in place. */
  readonly faults: readonly string[];
  /** Processes that still ran. */
  readonly processes: readonly string[];
  /** What is left, in words, and the commands that a person must run. Undefined: nothing. */
  readonly failure?: Failure;
}

/** Clears away what harnesses left behind that are no more. Runs whose harness lives are left alone. */
export async function sweep(runsFolder: string, note: (text: string) => void): Promise<readonly Swept[]> {
  const swept: Swept[] = [];
  for (const id of entryIds(runsFolder)) {
    const entry = readEntry(runsFolder, id);
    if (entry === null || !isAbandoned(entry)) continue;
    note(`clearing away what a killed run left behind (${entry.processes.length} processes)`);
    const faults = (entry.leases ?? []).map(({ fault }) => fault);
    const processes = entry.processes.filter((recorded) => isRunning(entry, recorded)).map(({ name }) => name);
    const failure = await clearEntry(runsFolder, id).then(
      () => undefined,
      (error: unknown) =>
        error instanceof Failure ? error : new Failure(String(error), { exitCode: exitCode.couldNotHeal }),
    );
    if (failure !== undefined) note(`it could not all be cleared away: ${failure.message}`);
    swept.push({ id, faults, processes, ...(failure === undefined ? {} : { failure }) });
  }
  return swept;
}

/**
 * Ends every process of an entry, then removes its containers, its folder and its record. Idempotent.
 * @throws Failure with exit code 6 and the commands for what is left; then the record stays, for the next sweep
 */
export async function clearEntry(runsFolder: string, id: string): Promise<void> {
  const entry = readEntry(runsFolder, id);
  const commands: string[] = [];
  const ended = (entry?.processes ?? []).map(async (recorded) => {
    if (entry !== null && !(await endProcess(entry, recorded))) commands.push(`kill -9 ${recorded.pid}`);
  });
  await Promise.all(ended);
  const problem = entry?.project === undefined ? undefined : await removeContainers(entry.project);
  if (problem !== undefined) commands.push(`docker compose --project-name ${entry?.project} down --volumes`);
  const folder = join(runsFolder, id);
  for (const data of ['data', 'restored', 'replica']) removeSharedMemory(join(folder, data));
  for (const { pid } of entry?.processes ?? []) removeClockMemory(pid);
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  } catch {
    commands.push(`rm -rf ${folder}`);
  }
  if (commands.length === 0) return removeEntry(runsFolder, id);
  throw new Failure(`something of the run ${id} is left${problem === undefined ? '' : `: ${problem.message}`}`, {
    ...{ exitCode: exitCode.couldNotHeal, problems: commands },
    hint: 'Run these, and then npx ansturm sweep.',
  });
}

/** Loaded where there are any, since it takes half a second. */
async function removeContainers(project: string): Promise<Error | undefined> {
  const { removeProject } = await import('./containers/remove-project.ts');
  return await removeProject(project).then(
    () => undefined,
    (error: Error) => error,
  );
}

/** False when it would not end. */
async function endProcess(entry: RegistryEntry, recorded: RegistryEntry['processes'][number]): Promise<boolean> {
  if (!isRunning(entry, recorded)) return true;
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
    if (await gone(databaseGraceMs)) return true;
  } else {
    send(-recorded.pid, 'SIGKILL');
  }
  for (const { pid } of alive()) send(pid, 'SIGKILL');
  return await gone(killGraceMs);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself meanwhile, which is what we want.
  }
}
