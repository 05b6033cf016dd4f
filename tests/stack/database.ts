import { appendFileSync, chownSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { openCacheFolder } from '../../environments/cache-folder.ts';
import { finish } from '../../environments/finish.ts';
import { postgresBinaries } from '../../environments/postgres-binaries.ts';
import { runServer, startPostgresServer } from '../../environments/postgres-server.ts';
import { makeDataFolder, postgresTemplate } from '../../environments/postgres-template.ts';
import { followedSettings, type StartedReplica, startReplica } from '../../environments/start-replica.ts';
import { type Child, openWorkspace } from '../../environments/workspace.ts';

export interface Database {
  readonly url: string;
  /** Of the operator, who copies all of the server. */
  readonly backupUrl: string;
  /** Unpacks a backup, starts a server on it, asks that one, and ends it. */
  askBackup<Row extends pg.QueryResultRow>(archive: string, text: string): Promise<readonly Row[]>;
  query<Row extends pg.QueryResultRow>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
  /** The same as a role that sees the statistics of statements. */
  observe<Row extends pg.QueryResultRow>(text: string): Promise<readonly Row[]>;
  /** Runs a locking statement in a transaction that stays open until it is released. */
  lock(text: string): Promise<{ release(): Promise<void> }>;
  /** Cuts every connection and lets nobody in, until it is started again on the same port. */
  stop(): Promise<void>;
  /** Ends all of it where it stands: what was in memory alone is gone. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** Changes its configuration; what needs a restart waits for one. */
  configure(setting: string): void;
  /** A replica that reaches it under this address. */
  follow(followedUrl: string): Promise<StartedReplica>;
  /** Stops it for good and leaves nothing behind. */
  remove(): Promise<void>;
}

const stackFolder = join(import.meta.dirname, '..', '..', 'stack');

/** A PostgreSQL server of this test file's own, as the environment `embedded` starts it; its database is empty. */
export async function startDatabase(): Promise<Database> {
  const cacheFolder = openCacheFolder();
  const workspace = openWorkspace(cacheFolder, true);
  try {
    const binaries = await postgresBinaries(cacheFolder, workspace);
    const template = await postgresTemplate(cacheFolder, binaries, workspace);
    const server = await startPostgresServer(binaries, template, workspace, {}, followedSettings);
    let { child } = server;
    let restored = 0;
    const query = <Row extends pg.QueryResultRow>(text: string, values: readonly unknown[] = []) =>
      queryAs<Row>(server.targetUrl, text, values);
    return {
      url: server.targetUrl,
      backupUrl: server.backupUrl,
      async askBackup(archive, text) {
        restored += 1;
        const { account } = binaries;
        const data = makeDataFolder(join(workspace.folder, `restored-${restored}`), account);
        if (account !== undefined) chownSync(archive, account.uid, account.gid);
        const [env, args] = [{ PATH: process.env.PATH ?? '' }, ['-x', '-f', archive, '-C', data]];
        await finish(workspace.start({ name: 'unpack', role: 'harness', command: 'tar', args, env, account }));
        const other = await runServer(binaries, workspace, data, server.passwords, { name: `restored-${restored}` });
        try {
          return await queryAs(other.targetUrl, text, []);
        } finally {
          other.child.kill('SIGINT');
          await other.child.ended;
        }
      },
      query,
      observe: (text) => queryAs(server.observerUrl, text, []),
      async lock(text) {
        const client = new pg.Client({ connectionString: server.targetUrl, application_name: 'test' });
        await client.connect();
        await client.query(`BEGIN; ${text}`);
        return { release: () => client.end() };
      },
      async stop() {
        child.kill('SIGINT');
        await child.ended;
      },
      async kill() {
        const others = 'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()';
        await killAll(child, await query<{ pid: number }>(others));
      },
      async start() {
        child = workspace.start({
          name: 'postgres-again',
          role: 'database',
          command: join(binaries.folder, 'bin', 'postgres'),
          args: ['-D', join(workspace.folder, 'data'), '-p', new URL(server.targetUrl).port],
          env: { LC_ALL: 'C' },
          account: binaries.account,
          end: 'database',
        });
        await until(() => query('SELECT 1'));
      },
      configure(setting) {
        appendFileSync(join(workspace.folder, 'data', 'postgresql.conf'), `${setting}\n`);
        child.kill('SIGHUP');
      },
      follow: (followedUrl) =>
        startReplica({
          ...{ binaries, workspace, server, followedUrl, stackFolder },
          ready: { timeoutMs: 20_000, signal: new AbortController().signal, hide: (text) => text },
        }),
      remove: () => workspace.close(),
    };
  } catch (error) {
    await workspace.close();
    throw error;
  }
}

async function killAll(first: Child, backends: readonly { readonly pid: number }[]): Promise<void> {
  first.kill('SIGKILL');
  for (const { pid } of backends) end(pid);
  await first.ended;
  // Who lives on has the memory of the dead one still, and would keep it from being started again.
  await until(async () => {
    if (backends.some(({ pid }) => end(pid))) throw new Error('some of it is alive');
  });
}

/** False: there was nobody left to end. */
function end(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}

async function queryAs<Row extends pg.QueryResultRow>(
  connectionString: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly Row[]> {
  const client = new pg.Client({ connectionString, application_name: 'test' });
  await client.connect();
  try {
    return (await client.query<Row>(text, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Asks again and again until it no longer throws; after half a minute it throws what it threw last. */
export async function until<Result>(ask: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
