import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Prepared } from './embedded.ts';
import type { Lab, StartOptions } from './environment.ts';
import { hideSecrets } from './hide-secrets.ts';
import { labDatabase } from './lab-database.ts';
import { labLogs } from './lab-logs.ts';
import { observerConnection } from './observers/observer-connection.ts';
import { statementUsage } from './observers/statement-usage.ts';
import { operatorBackups } from './operator-backups.ts';
import { startPostgresServer } from './postgres-server.ts';
import { processLimits } from './process-limits.ts';
import { openUsersWay } from './proxies/open-users-way.ts';
import { openWays } from './proxies/open-ways.ts';
import { openService } from './service.ts';
import { signalDatabase } from './signal-database.ts';
import { stackLab, usualPoolMax } from './stack-lab.ts';
import { stackSecrets } from './stack-secrets.ts';
import { type StartedProvider, startProvider } from './start-provider.ts';
import { followedSettings, startReplica } from './start-replica.ts';
import { startStack } from './start-stack.ts';
import { findFaketime, openTargetClock } from './target-clock.ts';
import type { Workspace } from './workspace.ts';

/** Starts database, providers and stack in a workspace. When it throws, whoever opened the workspace closes it. */
export async function bringUp(
  prepared: Prepared,
  workspace: Workspace,
  options: StartOptions,
  stackFolder = join(import.meta.dirname, '..', 'stack'),
): Promise<Lab> {
  const timed = stopwatch(options.note);
  const [apiKeySecret, token] = [randomBytes(32).toString('base64url'), randomBytes(32).toString('base64url')];
  const timely = { timeoutMs: options.readyTimeoutMs ?? 30_000, signal: options.signal };
  const faketime = options.ownClock === true ? findFaketime() : undefined;
  const clock = faketime === undefined ? undefined : openTargetClock(workspace.folder, faketime, options.clockAheadMs);
  const more = { ...clock?.environment };
  const [server, providers] = await Promise.all([
    startPostgresServer(prepared.binaries, prepared.template, workspace, more, options.replica ? followedSettings : ''),
    startProviders(workspace, options, { ...timely, token, hide: hideSecrets([token]) }),
  ]);
  timed('database and providers ready');
  const hide = hideSecrets([...server.passwords, apiKeySecret, token]);
  const logs = labLogs(options.runFolder, hide, options.note);
  const connection = observerConnection(() => server.observerUrl);
  try {
    const usage = statementUsage(connection);
    logs.followDatabase(server.logFolder, usage.take);
    for (const { service } of providers) logs.follow(service.child());
    const [calendar = '', messaging = ''] = providers.map(({ provider }) => provider.url);
    const ready = { ...timely, hide };
    const needed = { database: server.targetUrl, replication: server.backupUrl, calendar, messaging };
    const ways = await openWays(workspace, options, needed, ready);
    const { binaries } = prepared;
    const followedUrl = ways.urls.replication;
    const replica =
      options.replica === true
        ? await startReplica({ binaries, workspace, stackFolder, server, followedUrl, ready })
        : undefined;
    const environment = {
      ...stackEnvironment(ways.urls.database, apiKeySecret, options),
      ...more,
      ...(replica === undefined ? {} : { DATABASE_REPLICA_URL: replica.url }),
      ...{ CALENDAR_URL: ways.urls.calendar, MESSAGING_URL: ways.urls.messaging, PROVIDER_TOKEN: token },
    };
    const { fixturesFolder, apiProcesses = 2 } = options;
    const parts = { workspace, logs, timed, stackFolder, environment, fixturesFolder, apiProcesses, ready };
    const stack = await startStack(parts);
    await replica?.caughtUp();
    const users = await openUsersWay(workspace, options, stack.baseUrls, ready);
    const database = openService(server.child, server.startAgain, async (child, signal) => {
      if (!['SIGSTOP', 'SIGCONT'].includes(signal))
        await Promise.race([usage.carry(), sleep(carryMs, undefined, { ref: false })]);
      await signalDatabase(child, signal);
    });
    const services = [
      ...[...stack.services, ...providers.map(({ service }) => service)],
      ...[...ways.services, ...users.services, database, ...(replica === undefined ? [] : [replica.service])],
    ];
    return stackLab({
      ...{ workspace, logs, connection, usage, baseUrls: users.baseUrls },
      secrets: await stackSecrets(fixturesFolder, apiKeySecret),
      poolMax: options.poolMax ?? usualPoolMax,
      services,
      limits: await processLimits(services),
      clock: clock?.labClock(connection),
      links: [...ways.links, ...users.links],
      providers: providers.map(({ provider }) => provider),
      database: labDatabase(
        () => server.observerUrl,
        () => server.targetUrl,
      ),
      backups: operatorBackups(parts, prepared.binaries, server),
    });
  } catch (error) {
    logs.close();
    await connection.close();
    throw error;
  }
}

/** What the database has counted is asked for before it is killed, and not waited for any longer. */
const carryMs = 1_000;
const providerNames = ['calendar', 'messaging'] as const;

function startProviders(
  workspace: Workspace,
  options: StartOptions,
  ready: Parameters<typeof startProvider>[3],
): Promise<readonly StartedProvider[]> {
  return Promise.all(providerNames.map((name) => startProvider(name, workspace, options, ready)));
}

/** Long enough for everybody who thinks before confirming; short enough to run out within a load. */
const holdSeconds = 30;

/** All that the stack's processes are told; nothing of our own environment reaches them. */
function stackEnvironment(
  databaseUrl: string,
  apiKeySecret: string,
  { defects, poolMax = usualPoolMax }: Pick<StartOptions, 'defects' | 'poolMax'>,
): Readonly<Record<string, string>> {
  return {
    PATH: process.env.PATH ?? '',
    LC_ALL: 'C.UTF-8',
    TZ: 'UTC',
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    DATABASE_POOL_MAX: String(poolMax),
    API_KEY_SECRET: apiKeySecret,
    HOLD_SECONDS: String(holdSeconds),
    DEFECTS: defects.join(','),
    HOST: '127.0.0.1',
  };
}

/** Notes how long each step took. */
function stopwatch(note: (text: string) => void): (step: string) => void {
  let before = performance.now();
  return (step) => {
    const now = performance.now();
    note(`${step} (${((now - before) / 1000).toFixed(1)} s)`);
    before = now;
  };
}
