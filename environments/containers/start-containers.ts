import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { hash } from '../../core/random.ts';
import type { Lab, LabLink, LabProvider, StartOptions } from '../environment.ts';
import { hideSecrets } from '../hide-secrets.ts';
import { labDatabase } from '../lab-database.ts';
import { labLogs } from '../lab-logs.ts';
import { observedSettings } from '../observed-settings.ts';
import { alertRules } from '../observers/alert-rules.ts';
import { cacheUsage } from '../observers/cache-usage.ts';
import { type ObserverConnection, observerConnection } from '../observers/observer-connection.ts';
import { statementUsage } from '../observers/statement-usage.ts';
import { backupRole, observerRole, targetDatabase } from '../postgres-template.ts';
import { openUsersWay } from '../proxies/open-users-way.ts';
import { toxiproxyLink } from '../proxies/toxiproxy-link.ts';
import { type ReadyOptions, said, waitUntilReady } from '../ready.ts';
import { openService } from '../service.ts';
import { type LabParts, stackLab } from '../stack-lab.ts';
import { stackSecrets } from '../stack-secrets.ts';
import { followedSettings } from '../start-replica.ts';
import { untilCaughtUp } from '../until-caught-up.ts';
import type { Child, Workspace } from '../workspace.ts';
import { composeUp, roleOf } from './compose-up.ts';
import { containerBackups } from './container-backups.ts';
import { containerChild } from './container-child.ts';
import { containerPort } from './container-port.ts';
import { containerProvider } from './container-provider.ts';
import { containerUsage } from './container-usage.ts';
import type { Engine } from './engine.ts';
import { projectFolder, type StackImages } from './stack-images.ts';

const stackFolder = join(projectFolder, 'stack');

export interface PreparedContainers {
  readonly cacheFolder: string;
  readonly engine: Engine;
  readonly compose: string;
  readonly images: StackImages;
}

/** What each role says of itself once it does its work; the others are ready when they run. */
const words: Readonly<Record<string, RegExp>> = {
  api: /^\{"listening":"/,
  worker: /^\{"working":/,
  relay: /^\{"relaying":/,
  provider: /^\{"listening":"/,
};

/** What they are there for they do once, before the others. */
const passing = ['migrate', 'load', 'base-backup'];

/** Brings the stack up in containers. When it throws, whoever opened the workspace closes it. */
export async function startContainers(
  { engine, compose, images }: PreparedContainers,
  workspace: Workspace,
  options: StartOptions,
): Promise<Lab> {
  const { runFolder, fixturesFolder, note, signal } = options;
  const project = `ansturm-${basename(workspace.folder)}`;
  const outputFolder = join(workspace.folder, 'containers');
  const containerOf = (service: string): string => `${project}-${service}-1`;
  const secrets = freshSecrets();
  const hide = hideSecrets(Object.values(secrets));
  const observed = observedFolder(workspace);
  const environment = { ...images, ...secrets, ...settings(options), OBSERVED_FOLDER: observed };
  const logs = labLogs(runFolder, hide, note);
  const ready: ReadyOptions = { timeoutMs: options.readyTimeoutMs ?? 60_000, signal, hide };
  workspace.own(project);
  const begunMs = performance.now();
  const follow = (child: Child): void => void (child.name === 'postgres' || logs.follow(child));
  let connection: ObserverConnection | undefined;
  try {
    const children = await composeUp({ engine, project, compose, environment, outputFolder, follow, hide });
    note(`${children.size} containers up (${((performance.now() - begunMs) / 1000).toFixed(1)} s)`);
    await Promise.all([...children.values()].map((child) => waitUntilAtWork(child, ready)));
    const port = (service: string, inner: number) => containerPort(engine, containerOf(service), inner);
    const baseUrl = `http://127.0.0.1:${await port('balancer', 8080)}`;
    await waitUntilReady(named(children, 'balancer'), baseUrl, ready);
    const urlOf = async (role: string, password: string, server = 'postgres'): Promise<string> =>
      `postgresql://${role}:${password}@127.0.0.1:${await port(server, 5432)}/${targetDatabase}`;
    const observerUrl = (server?: string): Promise<string> => urlOf(observerRole, secrets.OBSERVER_PASSWORD, server);
    connection = observerConnection(observerUrl);
    const [primaryUrl, replicaUrl] = [await observerUrl(), await observerUrl('replica')];
    await untilCaughtUp({ child: named(children, 'replica'), primaryUrl, replicaUrl }, ready);
    const users = await openUsersWay(workspace, options, [baseUrl], ready);
    note(`Prometheus: ${await prometheusUrl(port)}`);
    const usage = statementUsage(connection);
    logs.followDatabase(join(observed, 'log'), usage.take);
    const providers = (['calendar', 'messaging'] as const).map((name) =>
      containerProvider(name, () => port(name, 7100)),
    );
    const startAgain = async (name: string, until: AbortSignal): Promise<Child> => {
      const container = engine.docker.getContainer(containerOf(name));
      await container.start();
      const child = await containerChild(engine, { id: container.id, name, role: roleOf(name), outputFolder });
      follow(child);
      await waitUntilAtWork(child, { ...ready, signal: until });
      await providers.find((provider) => provider.name === name)?.restore(until);
      if (name === 'postgres') await answering(connection, until);
      return child;
    };
    const lasting = [...children.values()].filter(({ name }) => !passing.includes(name));
    const services = lasting.map((child) => openService(child, (until) => startAgain(child.name, until)));
    return closing(
      stackLab({
        ...{ workspace, services: [...services, ...users.services], logs, connection, usage },
        baseUrls: users.baseUrls,
        secrets: await stackSecrets(fixturesFolder, secrets.API_KEY_SECRET),
        providers: providers satisfies readonly LabProvider[],
        links: [...(isStraight(options) ? [] : linksOf(() => port('toxiproxy', 8474))), ...users.links],
        database: labDatabase(observerUrl, () => urlOf(targetDatabase, secrets.DATABASE_PASSWORD)),
        backups: containerBackups({
          ...{ engine, project, outputFolder, backupUrl: () => urlOf(backupRole, secrets.BACKUP_PASSWORD) },
          parts: { workspace, logs, ready, stackFolder, environment: operatorEnvironment(options, secrets) },
        }),
        ...(await eyes(engine, containerOf, port)),
      }),
      { runFolder, processUrls: await apiUrls(port) },
    );
  } catch (error) {
    logs.close();
    await connection?.close();
    throw error;
  }
}

/** By the names that docker-compose.yml asks for. */
function freshSecrets() {
  return {
    ...{ API_KEY_SECRET: text(), PROVIDER_TOKEN: text(), DATABASE_PASSWORD: text(), DATABASE_ADMIN_PASSWORD: text() },
    ...{ BACKUP_PASSWORD: text(), OBSERVER_PASSWORD: text() },
  };
}

/** Of each API by itself. */
function apiUrls(port: PortOf): Promise<readonly string[]> {
  return Promise.all([8081, 8082].map(async (inner) => `http://127.0.0.1:${await port('balancer', inner)}`));
}

type PortOf = (service: string, inner: number) => Promise<number>;

/** What sees the parts that are no processes of this machine. */
async function eyes(engine: Engine, containerOf: (service: string) => string, port: PortOf) {
  return {
    remoteWriteUrl: `${await prometheusUrl(port)}/api/v1/write`,
    alerts: async () => alertRules(await prometheusUrl(port)),
    cacheUsage: async (atMs) => cacheUsage(`redis://127.0.0.1:${await port('valkey', 6379)}`, atMs),
    processUsage: (processes, atMs) => containerUsage(engine, containerOf, processes, atMs),
  } satisfies Partial<LabParts>;
}

async function prometheusUrl(port: PortOf): Promise<string> {
  return `http://127.0.0.1:${await port('prometheus', 9090)}`;
}

/** By the names that stack/containers/toxiproxy.json gives its proxies; they are always there. */
function linksOf(controlPort: () => Promise<number>): readonly LabLink[] {
  const proxies = { database: 'postgres', replication: 'replication', cache: 'valkey' } as const;
  const names = { ...proxies, calendar: 'calendar', messaging: 'messaging' } as const;
  return (Object.keys(names) as (keyof typeof names)[]).map((name) =>
    toxiproxyLink(name, async () => `http://127.0.0.1:${await controlPort()}/proxies/${names[name]}`),
  );
}

async function waitUntilAtWork(child: Child, ready: ReadyOptions): Promise<void> {
  const word = passing.includes(child.name) ? undefined : words[child.role];
  if (word !== undefined) await said(child, word, ready, 'it never said that it is at work');
}

/** A database that was killed first reads its log again. */
async function answering(connection: ObserverConnection | undefined, signal: AbortSignal): Promise<void> {
  while ((await connection?.query('SELECT 1')) === null) await sleep(50, undefined, { signal });
}

function named(children: ReadonlyMap<string, Child>, name: string): Child {
  const child = children.get(name);
  if (child === undefined) throw new Error(`docker-compose.yml has no service ${name}`);
  return child;
}

/** Proxies cost CPU on every request: where nothing will be broken, all ways lead past them, as in production. */
const straightWays = {
  ...{ DATABASE_AT: 'postgres:5432', REPLICA_AT: 'replica:5432', CACHE_AT: 'valkey:6379' },
  ...{ CALENDAR_AT: 'calendar:7000', MESSAGING_AT: 'messaging:7000' },
};

const isStraight = ({ links }: StartOptions): boolean => links === undefined;

/** What docker-compose.yml asks for besides secrets. 0: any free port on loopback. */
function settings(options: StartOptions): Readonly<Record<string, string>> {
  const journals = journalFolder(options.runFolder);
  mkdirSync(journals, { recursive: true });
  // The provider's user in its container is not ours.
  chmodSync(journals, 0o777);
  const seed = (provider: string): string => String(hash(`${options.seed ?? 1}/${provider}`));
  return {
    ...{
      HTTP_PORT: '0',
      API_1_PORT: '0',
      API_2_PORT: '0',
      PROMETHEUS_PORT: '0',
      HOLD_SECONDS: '30',
      DEFECTS: options.defects.join(','),
    },
    ...(isStraight(options) ? straightWays : {}),
    ...{ FIXTURES_FOLDER: resolve(options.fixturesFolder), PROVIDERS_FOLDER: journals },
    ...{ CALENDAR_SEED: seed('calendar'), MESSAGING_SEED: seed('messaging') },
    ORIGIN_MS: options.originMs === undefined ? '' : String(options.originMs),
  };
}

/** What the stack's own commands are told that run on this machine. */
function operatorEnvironment(
  { defects }: StartOptions,
  { API_KEY_SECRET }: { readonly API_KEY_SECRET: string },
): Readonly<Record<string, string>> {
  const own = { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8', TZ: 'UTC', NODE_ENV: 'production' };
  return { ...own, API_KEY_SECRET, DEFECTS: defects.join(',') };
}

function journalFolder(runFolder: string): string {
  return resolve(runFolder, 'providers');
}

/** A server's settings, and where it may write its log: the database's user in its container is not ours. */
function observedFolder({ folder }: Workspace): string {
  const observed = join(folder, 'observed');
  mkdirSync(join(observed, 'log'), { recursive: true });
  chmodSync(join(observed, 'log'), 0o777);
  const own = [
    "listen_addresses = '*'",
    "unix_socket_directories = '/var/run/postgresql'",
    "log_directory = '/var/log/observed'",
    'log_file_mode = 0644',
  ];
  writeFileSync(join(observed, 'postgresql.conf'), `${own.join('\n')}\n${observedSettings}${followedSettings}`, {
    mode: 0o644,
  });
  return observed;
}

/**
 * All APIs are behind one balancer. The journals are written to from outside of this user's reach no more, once the lab
 * is stopped.
 */
function closing(
  lab: Lab,
  { runFolder, processUrls }: { readonly runFolder: string; readonly processUrls: readonly string[] },
): Lab {
  const stop = async (): Promise<void> => {
    await lab.stop();
    chmodSync(journalFolder(runFolder), 0o755);
  };
  return { ...lab, isBalanced: true, processUrls, stop };
}

function text(): string {
  return randomBytes(24).toString('hex');
}
