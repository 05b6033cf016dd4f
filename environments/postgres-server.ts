import { randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Failure } from '../core/failure.ts';
import { finish } from './finish.ts';
import { freePort } from './free-port.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { backupRole, makeDataFolder, observerRole, runAlone, targetDatabase } from './postgres-template.ts';
import { lockFile, removeSharedMemory } from './remove-shared-memory.ts';
import { scramVerifier } from './scram-verifier.ts';
import { signalDatabase } from './signal-database.ts';
import type { Child, Workspace } from './workspace.ts';

const readyTimeoutMs = 30_000;
const portAttempts = 5;

export interface PostgresServer {
  readonly child: Child;
  /** On its data and at its port, once all of the one before is gone. @throws Failure when it is not ready in time */
  startAgain(signal: AbortSignal): Promise<Child>;
  /** With the password of this run: for environments of processes and for clients only. */
  readonly targetUrl: string;
  readonly observerUrl: string;
  /** Of the role that may copy all of the server. */
  readonly backupUrl: string;
  readonly logFolder: string;
  /** What must never be written anywhere. */
  readonly passwords: readonly string[];
}

/**
 * A server of its own for one run: a copy of the template, fresh passwords, a free port on loopback.
 * @param more environment variables of the server
 * @param settings lines of its configuration, beside the usual ones
 */
export async function startPostgresServer(
  binaries: PostgresBinaries,
  template: string,
  workspace: Workspace,
  more: Readonly<Record<string, string>> = {},
  settings = '',
): Promise<PostgresServer> {
  const data = makeDataFolder(join(workspace.folder, 'data'), binaries.account);
  const env = { LC_ALL: 'C', PATH: process.env.PATH ?? '' };
  const { account } = binaries;
  // Holes for zeros: the write-ahead log's first segment is 16 MiB of little else.
  const sparse = process.platform === 'linux' ? ['--sparse=always'] : [];
  const args = ['-R', ...sparse, `${template}/.`, data];
  await finish(workspace.start({ name: 'copy', role: 'database', command: 'cp', args, env, account }));
  appendFileSync(join(data, 'postgresql.conf'), settings);
  const roles = [targetDatabase, observerRole, backupRole];
  const passwords = roles.map(() => randomBytes(24).toString('hex'));
  const told = passwords.map(
    (password, index) => `ALTER ROLE ${roles[index]} PASSWORD '${scramVerifier(password, randomBytes(16))}'`,
  );
  await runAlone(binaries, workspace, data, targetDatabase, told.join('\n'));
  return runServer(binaries, workspace, data, passwords, { more });
}

/**
 * A server on the data of another one that was set up like this, with its passwords.
 * @throws Failure where it does not become ready
 */
export async function runServer(
  binaries: PostgresBinaries,
  workspace: Workspace,
  data: string,
  passwords: readonly string[],
  { name = 'postgres', more = {} }: Pick<Partial<Served>, 'name' | 'more'>,
): Promise<PostgresServer> {
  const start = (port: number): Child => startServer(binaries, workspace, { name, data, port, more });
  const { child, port } = await listen(start, data);
  const [targetUrl = '', observerUrl = '', backupUrl = ''] = [targetDatabase, observerRole, backupRole].map(
    (role, index) => `postgresql://${role}:${passwords[index]}@127.0.0.1:${port}/${targetDatabase}`,
  );
  return {
    child,
    startAgain: async (signal) => {
      // The data are ours alone, and nobody of the server before is left.
      removeSharedMemory(data);
      rmSync(join(data, lockFile), { force: true });
      const again = start(port);
      try {
        if (await isReady(again, data, signal)) return again;
        return await finish(again).then(() => Promise.reject(new Failure('the database ended at once')));
      } catch (error) {
        await signalDatabase(again, 'SIGKILL');
        throw error;
      }
    },
    ...{ targetUrl, observerUrl, backupUrl, passwords },
    logFolder: join(data, 'log'),
  };
}

interface Served {
  readonly name: string;
  /** Environment variables, beside those of every server. */
  readonly more: Readonly<Record<string, string>>;
  readonly data: string;
  readonly port: number;
}

function startServer(binaries: PostgresBinaries, workspace: Workspace, { name, data, port, more }: Served): Child {
  return workspace.start({
    ...{ name, role: 'database', command: join(binaries.folder, 'bin', 'postgres') },
    ...{
      args: ['-D', data, '-p', String(port)],
      env: { LC_ALL: 'C', ...more },
      account: binaries.account,
      end: 'database',
    },
  });
}

/** A port that was free may be taken by the time that the server asks for it: then another one. */
async function listen(
  start: (port: number) => Child,
  data: string,
): Promise<{ readonly child: Child; readonly port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const child = start(port);
    if (await isReady(child, data)) return { child, port };
    if (child.end()?.signal !== null || attempt === portAttempts) await finish(child);
  }
}

/** The eighth line of its lock file says `ready` (PostgreSQL, src/include/utils/pidfile.h). False: it has ended. */
async function isReady(child: Child, data: string, signal?: AbortSignal): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < readyTimeoutMs && signal?.aborted !== true; waitedMs += 10) {
    if (child.end() !== undefined) return false;
    const lines = readLines(join(data, lockFile));
    if (lines[0] === String(child.pid) && lines[7]?.trim() === 'ready') return true;
    await sleep(10);
  }
  throw new Failure(`the database was not ready within ${readyTimeoutMs} ms`);
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
