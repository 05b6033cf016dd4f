import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { endingWith } from './ending-with.ts';
import type { LabBackups } from './environment.ts';
import { finish } from './finish.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type PostgresServer, runServer } from './postgres-server.ts';
import { signalDatabase } from './signal-database.ts';
import { type StackParts, startApi } from './start-stack.ts';
import { takeBackup } from './take-backup.ts';
import { unpackBackup } from './unpack-backup.ts';

/** Beside `data`, which is the target's own; `sweep.ts` knows both. */
const restoredFolder = 'restored';
const stopMs = 5_000;

/** What the stack's operator has at hand: a command, the archive that it leaves, and room for another server. */
export function operatorBackups(parts: StackParts, binaries: PostgresBinaries, server: PostgresServer): LabBackups {
  const { workspace, environment, ready } = parts;
  const { account } = binaries;
  const archive = join(workspace.folder, 'backups', 'base.tar');
  const own = (path: string): void => void (account !== undefined && chownSync(path, account.uid, account.gid));
  return {
    take: (signal) => takeBackup(parts, { archive, databaseUrl: server.backupUrl, own }, signal),
    async restore(signal) {
      const data = join(workspace.folder, restoredFolder);
      await finish(endingWith(signal, unpackBackup(workspace, { archive, data, account })));
      const { child, targetUrl } = await runServer(binaries, workspace, data, server.passwords, {
        name: 'restored-postgres',
      });
      const restored = { ...parts, environment: { ...environment, DATABASE_URL: targetUrl, DATABASE_REPLICA_URL: '' } };
      const { baseUrl, service } = await startApi({ ...restored, ready: { ...ready, signal } }, 'restored-api');
      return {
        baseUrls: [baseUrl],
        async stop() {
          await service.kill('SIGTERM');
          await signalDatabase(child, 'SIGTERM');
          const late = setTimeout(() => void signalDatabase(child, 'SIGKILL').catch(() => undefined), stopMs);
          await child.ended;
          clearTimeout(late);
          rmSync(data, { recursive: true, force: true });
        },
      };
    },
  };
}
