import { createHash } from 'node:crypto';
import { appendFileSync, chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { sealedFolder, sealFolder } from './cache-folder.ts';
import { finish } from './finish.ts';
import { observedSettings } from './observed-settings.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import type { Account, Workspace } from './workspace.ts';

/** The database of the target, owned by a role of the same name that is no superuser. */
export const targetDatabase = 'booking';
/** Our own eyes: may read statistics and nothing else. */
export const observerRole = 'ansturm_observer';
/** The operator's, who copies all of the server. */
export const backupRole = 'booking_backup';

/**
 * How the server is set, beside its defaults and what observing it needs. `mmap` keeps shared memory in the data
 * folder, where nothing survives it.
 */
const settings = `
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
dynamic_shared_memory_type = mmap
log_directory = 'log'
${observedSettings}`;

/** The database that initdb makes becomes the target's, and one that nobody needs goes: half as much to copy. */
const setupOfServer = `
CREATE ROLE ${targetDatabase} LOGIN NOSUPERUSER
CREATE ROLE ${observerRole} LOGIN NOSUPERUSER
CREATE ROLE ${backupRole} LOGIN NOSUPERUSER REPLICATION
GRANT pg_monitor TO ${observerRole}
ALTER DATABASE postgres RENAME TO ${targetDatabase}
ALTER DATABASE ${targetDatabase} OWNER TO ${targetDatabase}
ALTER DATABASE template0 IS_TEMPLATE false
DROP DATABASE template0
`;

const setupOfDatabase = `
CREATE SCHEMA ansturm
CREATE EXTENSION pg_stat_statements SCHEMA ansturm
GRANT USAGE ON SCHEMA ansturm TO ${observerRole}
`;

/** Nobody can sign in to it: every way in asks for a password, and no role has one yet. */
const initdbArguments = [
  '--no-sync',
  '--no-instructions',
  '--username=postgres',
  '--auth-host=scram-sha-256',
  '--auth-local=reject',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/** A data folder that every run starts from as a copy; made once, then found again. */
export async function postgresTemplate(
  cacheFolder: string,
  binaries: PostgresBinaries,
  workspace: Workspace,
): Promise<string> {
  const key = templateKey(binaries);
  const found = sealedFolder(cacheFolder, key);
  if (found !== null) return found;
  const data = makeDataFolder(join(workspace.folder, 'data'), binaries.account);
  const { account } = binaries;
  await finish(
    workspace.start({
      name: 'initdb',
      role: 'database',
      command: join(binaries.folder, 'bin', 'initdb'),
      args: [`--pgdata=${data}`, ...initdbArguments],
      env: { LC_ALL: 'C', PATH: process.env.PATH ?? '' },
      account,
    }),
  );
  await runAlone(binaries, workspace, data, 'template1', setupOfServer);
  await runAlone(binaries, workspace, data, targetDatabase, setupOfDatabase);
  appendFileSync(join(data, 'postgresql.conf'), settings);
  return sealFolder(cacheFolder, key, data);
}

/**
 * Runs statements, one a line, in PostgreSQL's single-user mode: with no port open, and through standard input, which
 * no list of processes shows. `-F`: there is nothing to lose yet.
 */
export async function runAlone(
  binaries: PostgresBinaries,
  workspace: Workspace,
  data: string,
  database: string,
  statements: string,
): Promise<void> {
  const quiet = ['-c', 'logging_collector=off', '-c', 'log_destination=stderr', '-c', 'log_checkpoints=off'];
  await finish(
    workspace.start({
      name: `single-${database}`,
      role: 'database',
      command: join(binaries.folder, 'bin', 'postgres'),
      // Without exit_on_error a statement that fails would only be a line of output.
      args: ['--single', '-F', '-D', data, ...quiet, '-c', 'exit_on_error=on', database],
      env: { LC_ALL: 'C' },
      input: `${statements.trim()}\n`,
      account: binaries.account,
    }),
  );
}

/** An empty folder that PostgreSQL accepts: its user's own, closed to all others. */
export function makeDataFolder(folder: string, account: Account | undefined): string {
  mkdirSync(folder, { mode: 0o700 });
  if (account !== undefined) chownSync(folder, account.uid, account.gid);
  return folder;
}

function templateKey(binaries: PostgresBinaries): string {
  const parts = [settings, setupOfServer, setupOfDatabase, ...initdbArguments, String(binaries.account?.uid)];
  const digest = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 12);
  return `template-${binaries.version}-${digest}`;
}
