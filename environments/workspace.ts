import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessRole } from '../core/resource-sample.ts';
import { runsFolder } from './cache-folder.ts';
import { placeOfProcesses, startOfProcess } from './process-identity.ts';
import { type Lease, type ProcessEnding, type RegistryEntry, writeEntry } from './registry.ts';
import { clearEntry } from './sweep.ts';

/** A folder for one run, and the processes that were started in it: registered, kept, and cleared away together. */
export interface Workspace {
  /** Gone after `close`. */
  readonly folder: string;
  /** Starts a process that is registered before this returns; throws after `close`. */
  start(options: ChildOptions): Child;
  /** Records a Compose project whose containers are about to be made: they are removed with all else. */
  own(project: string): void;
  /** Records a fault before it is injected; answers with what gives it back. One that is overdue the keeper ends. */
  lease(fault: string, timeToLiveMs: number): () => void;
  /** Ends what still runs, removes the folder. Idempotent. */
  close(): Promise<void>;
}

export interface ChildOptions {
  readonly name: string;
  readonly role: ProcessRole;
  readonly command: string;
  /** Visible to every user of the machine: no secrets. */
  readonly args: readonly string[];
  /** All that it gets; nothing of our own environment is handed on, but where Node keeps what it has compiled. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingFolder?: string;
  /** The user to run as, when that is not ours. */
  readonly account?: Account | undefined;
  /** Standard input; none when absent. */
  readonly input?: string;
  readonly end?: ProcessEnding;
}

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

export interface Child {
  readonly name: string;
  readonly role: ProcessRole;
  readonly pid: number;
  /** Its standard output and error, straight from it: a stall of ours never holds it up. */
  readonly outputFile: string;
  /** Resolves when it has ended, never rejects. */
  readonly ended: Promise<ChildEnd>;
  /** Undefined while it runs. */
  end(): ChildEnd | undefined;
  kill(signal: NodeJS.Signals): void;
}

export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** @param keep whether a keeper process clears it away at once when this process dies by `kill -9` */
export function openWorkspace(cacheFolder: string, keep: boolean): Workspace {
  const runs = runsFolder(cacheFolder);
  const id = `${process.pid}-${randomBytes(6).toString('hex')}`;
  const folder = join(runs, id);
  let entry: RegistryEntry = {
    schemaVersion: 1,
    place: placeOfProcesses(),
    owner: { pid: process.pid, startedAt: startOfProcess(process.pid) ?? '' },
    processes: [],
  };
  writeEntry(runs, id, entry);
  mkdirSync(folder, { mode: 0o755 });
  mkdirSync(join(folder, 'out'), { mode: 0o700 });
  const keeper = keep ? startKeeper(runs, id) : undefined;
  let closed: Promise<void> | undefined;
  let leased = 0;
  const close = async (): Promise<void> => {
    await clearEntry(runs, id);
    if (keeper !== undefined) await endKeeper(keeper);
  };
  return {
    folder,
    start: (options) => {
      if (closed !== undefined) throw new Error(`${options.name} was to start in a workspace that is closed`);
      const child = startChild(options, folder);
      const recorded = { name: child.name, pid: child.pid, startedAt: startOfProcess(child.pid) ?? '' };
      entry = { ...entry, processes: [...entry.processes, { ...recorded, end: options.end ?? 'kill' }] };
      try {
        writeEntry(runs, id, entry);
      } catch (error) {
        // On a full disk: what nobody could find again must not run.
        child.kill('SIGKILL');
        throw error;
      }
      return child;
    },
    own: (project) => {
      if (closed !== undefined) throw new Error(`${project} was to start in a workspace that is closed`);
      entry = { ...entry, project };
      writeEntry(runs, id, entry);
    },
    lease: (fault, timeToLiveMs) => {
      leased += 1;
      const number = leased;
      const others = (): readonly Lease[] => (entry.leases ?? []).filter((lease) => lease.number !== number);
      const change = (leases: readonly Lease[]): void => {
        entry = { ...entry, leases };
        // After `close` there is no record, and nothing that is broken.
        if (closed === undefined) writeEntry(runs, id, entry);
      };
      change([...others(), { number, fault, timeToLiveMs }]);
      return () => change(others());
    },
    close: () => {
      closed ??= close();
      return closed;
    },
  };
}

function startChild(options: ChildOptions, folder: string): Child {
  const outputFile = join(folder, 'out', `${options.name}.log`);
  const output = openSync(outputFile, 'a', 0o600);
  // Detached: Ctrl-C in the terminal reaches the harness alone, which then stops its children in order.
  const child = spawn(options.command, [...options.args], {
    cwd: options.workingFolder ?? folder,
    env: { ...(options.command === process.execPath ? compileCache() : {}), ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', output, output],
    detached: true,
    ...options.account,
  });
  closeSync(output);
  let end: ChildEnd | undefined;
  const ended = new Promise<ChildEnd>((resolve) => {
    child.once('error', () => resolve({ exitCode: null, signal: null }));
    child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
  }).then((result) => {
    end = result;
    return result;
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(options.input);
  const { pid } = child;
  if (pid === undefined) throw new Error(`${options.command} could not be started`);
  const { name, role } = options;
  return { name, role, pid, outputFile, ended, end: () => end, kill: (signal) => void child.kill(signal) };
}

function startKeeper(runs: string, id: string): ChildProcess {
  const keeper = spawn(process.execPath, [join(import.meta.dirname, 'keeper.ts'), runs, id], {
    cwd: '/',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...compileCache(), ...engineAddress() },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  keeper.once('error', () => undefined);
  keeper.stdin?.on('error', () => undefined);
  keeper.unref();
  return keeper;
}

/** Set by the launcher: a process of Node that finds its modules compiled is up in half the time. */
function compileCache(): Record<string, string> {
  const folder = process.env.NODE_COMPILE_CACHE;
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** Where a container engine answers, if it was said: the keeper may have to remove what runs there. */
function engineAddress(): Record<string, string> {
  const names = Object.keys(process.env).filter((name) =>
    /^(DOCKER_|TESTCONTAINERS_|XDG_RUNTIME_DIR$|HOME$)/.test(name),
  );
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}

async function endKeeper(keeper: ChildProcess): Promise<void> {
  if (keeper.exitCode !== null || keeper.signalCode !== null || keeper.pid === undefined) return;
  const ended = new Promise<void>((resolve) => keeper.once('exit', () => resolve()));
  keeper.ref();
  keeper.stdin?.end();
  const late = setTimeout(() => keeper.kill('SIGKILL'), 2_000);
  await ended;
  clearTimeout(late);
}
