import { appendFileSync, chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { finish } from './finish.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type PostgresServer, runServer } from './postgres-server.ts';
import type { ReadyOptions } from './ready.ts';
import { openService, type Service } from './service.ts';
import { signalDatabase } from './signal-database.ts';
import { unpackBackup } from './unpack-backup.ts';
import { untilCaughtUp } from './until-caught-up.ts';
import type { Workspace } from './workspace.ts';

/** Beside `data`, which is the primary's; `sweep.ts` knows both. */
const replicaFolder = 'replica';

/**
 * What a primary that is followed needs beyond its usual settings: it keeps so much of its log for a replica that is
 * away, and no more, so that one that never comes back does not fill the disk. A replica that is further behind than
 * that has to be made anew. No slot: that would have to be removed with the replica.
 */
export const followedSettings = "wal_keep_size = '512MB'\n";

export interface StartedReplica {
  readonly service: Service;
  readonly url: string;
  /** @throws Failure with exit code 5 when it has not all that the primary has by now */
  caughtUp(within?: Pick<ReadyOptions, 'timeoutMs'>): Promise<void>;
}

export interface ReplicaOptions {
  readonly binaries: PostgresBinaries;
  readonly workspace: Workspace;
  readonly stackFolder: string;
  /** Who is followed, and copied. */
  readonly server: PostgresServer;
  /** The same as the replica is to reach it from then on, with a role that may replicate. */
  readonly followedUrl: string;
  readonly ready: ReadyOptions;
}

/**
 * A second server on a base backup of the first, which it follows by streaming replication (PostgreSQL, "Log-Shipping
 * Standby Servers"), made as an operator would: by the stack's own command. @throws Failure with exit code 5
 */
export async function startReplica(options: ReplicaOptions): Promise<StartedReplica> {
  const { binaries, workspace, server, ready } = options;
  const { account } = binaries;
  const data = join(workspace.folder, replicaFolder);
  const archive = await copyOf(options);
  await finish(unpackBackup(workspace, { archive, data, account }), exitCode.targetNeverHealthy, ready.hide);
  rmSync(archive);
  appendFileSync(join(data, 'postgresql.auto.conf'), settings(options.followedUrl));
  const standby = join(data, 'standby.signal');
  writeFileSync(standby, '', { mode: 0o600 });
  if (account !== undefined) chownSync(standby, account.uid, account.gid);
  const replica = await runServer(binaries, workspace, data, server.passwords, { name: 'replica' }).catch(
    (cause: unknown) => {
      throw new Failure('the replica of the database never became ready', {
        exitCode: exitCode.targetNeverHealthy,
        problems: [ready.hide(cause instanceof Error ? cause.message : String(cause))],
        cause,
      });
    },
  );
  const service = openService(replica.child, replica.startAgain, signalDatabase);
  return {
    service,
    url: replica.targetUrl,
    caughtUp: (within = ready) =>
      untilCaughtUp(
        { child: service.child(), primaryUrl: server.observerUrl, replicaUrl: replica.observerUrl },
        { ...ready, ...within },
      ),
  };
}

/** Planted defects of backups are none of the replica's: it is made with none. */
async function copyOf({ binaries, workspace, stackFolder, server, ready }: ReplicaOptions): Promise<string> {
  const { account } = binaries;
  const folder = join(workspace.folder, 'base');
  mkdirSync(folder, { mode: 0o700 });
  const archive = join(folder, 'base.tar');
  const env = { PATH: process.env.PATH ?? '', DATABASE_URL: server.backupUrl, API_KEY_SECRET: 'none is needed' };
  const args = [join(stackFolder, 'backup.ts'), archive];
  await finish(
    workspace.start({ name: 'base-backup', role: 'harness', command: process.execPath, args, env }),
    exitCode.targetNeverHealthy,
    ready.hide,
  );
  if (account !== undefined) for (const path of [folder, archive]) chownSync(path, account.uid, account.gid);
  return archive;
}

/** Its log is nobody's to read, and readers, who fall back on the primary, never hold up what comes. */
function settings(followedUrl: string): string {
  const { hostname, port, username, password } = new URL(followedUrl);
  return [
    `primary_conninfo = 'host=${hostname} port=${port} user=${username} password=${password} application_name=replica'`,
    "wal_retrieve_retry_interval = '500ms'",
    "wal_receiver_timeout = '5s'",
    "max_standby_streaming_delay = '500ms'",
    'auto_explain.sample_rate = 0',
    '',
  ].join('\n');
}
