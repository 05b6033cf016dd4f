import { chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LabBackups } from './environment.ts';
import { finish } from './finish.ts';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type PostgresServer, runServer } from './postgres-server.ts';
import { signalDatabase } from './signal-database.ts';
import { type StackParts, startApi, startNode } from './start-stack.ts';
import { unpackBackup } from './unpack-backup.ts';

/** Beside `data`, which is the target's own; `sweep.ts` knows both. */
const restoredFolder = 'restored';
const stopMs = 5_000;

/** What the stack's operator has at hand: a command, the archive that it leaves, and room for another server. */
export function operatorBackups(parts: StackParts, binaries: PostgresBinaries, server: PostgresServer): LabBackups {
  const { workspace, environment, ready } = parts;
  const { account } = binaries;
  const archives = join(workspace.folder, 'backups');
  const archive = join(archives, 'base.tar');
  const own = (path: string): void => void (account !== undefined && chownSync(path, account.uid, account.gid));
  return {
    async take(signal) {
      mkdirSync(archives, { recursive: true, mode: 0o700 });
      own(archives);
      const asOperator = { ...parts, environment: { ...environment, DATABASE_URL: server.backupUrl } };
      const child = startNode(asOperator, 'backup', 'backup.ts', { role: 'harness', args: [archive] });
      await finish(endingWith(signal, child), undefined, ready.hide);
      own(archive);
    },
    async restore(signal) {
      const data = join(workspace.folder, restoredFolder);
      await finish(endingWith(signal, unpackBackup(workspace, { archive, data, account })));
      const { child, targetUrl } = await runServer(binaries, workspace, data, server.passwords, {
        name: 'restored-postgres',
      });
      const restored = { ...parts, environment: { ...environment, DATABASE_URL: targetUrl } };
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

/** Nobody waits for what it does after the run has ended. */
function endingWith<Killed extends { kill(signal: NodeJS.Signals): void; readonly ended: Promise<unknown> }>(
  signal: AbortSignal,
  child: Killed,
): Killed {
  const kill = (): void => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  void child.ended.then(() => signal.removeEventListener('abort', kill));
  if (signal.aborted) kill();
  return child;
}
