import { availableParallelism } from 'node:os';
import { type CacheSample, type Limits, type ProcessSample, platformRoles } from '../core/resource-sample.ts';
import type {
  Lab,
  LabBackups,
  LabClock,
  LabDatabase,
  LabLimits,
  LabLink,
  LabProvider,
  ObservedProcess,
  ProcessControl,
  ProcessEnd,
} from './environment.ts';
import { endInWords } from './finish.ts';
import type { LabLogs } from './lab-logs.ts';
import { observe } from './observe.ts';
import { databaseUsage } from './observers/database-usage.ts';
import type { ObserverConnection } from './observers/observer-connection.ts';
import type { StatementUsage } from './observers/statement-usage.ts';
import type { Service } from './service.ts';
import type { Child, Workspace } from './workspace.ts';

/** Connections of one API process's pool, where nobody asks for fewer. */
export const usualPoolMax = 10;
/** A heap beyond it ends the API process, as a container's limit would. */
export const processMemoryMebibytes = 1_024;
const stopGraceMs = 5_000;

export interface LabParts {
  readonly workspace: Workspace;
  readonly services: readonly Service[];
  /** Of each API process; default: as many as usual. */
  readonly poolMax?: number;
  readonly baseUrls: readonly string[];
  readonly secrets: Readonly<Record<string, string>>;
  readonly logs: LabLogs;
  readonly connection: ObserverConnection;
  readonly usage: StatementUsage;
  readonly providers: readonly LabProvider[];
  readonly links: readonly LabLink[];
  readonly database: LabDatabase;
  readonly backups?: LabBackups;
  readonly limits?: LabLimits | undefined;
  readonly clock?: LabClock | undefined;
  /** What its processes use, where this machine's kernel is not the one to ask. */
  readonly processUsage?: (processes: readonly ObservedProcess[], atMs: number) => Promise<readonly ProcessSample[]>;
  readonly alerts?: Lab['alerts'];
  readonly cacheUsage?: (atMs: number) => Promise<CacheSample | null>;
  readonly remoteWriteUrl?: string;
}

/** The Lab of a database and API processes that run, in the workspace that they were started in. */
export function stackLab(parts: LabParts): Lab {
  const { workspace, services, baseUrls, secrets, logs, connection, usage, providers, links, database } = parts;
  const { processUsage, cacheUsage, alerts, remoteWriteUrl } = parts;
  const callbacks: ((end: ProcessEnd) => void)[] = [];
  const ends: ProcessEnd[] = [];
  let stopped: Promise<void> | undefined;
  for (const { name, role, onEnd } of services) {
    onEnd((end) => {
      if (stopped !== undefined) return;
      const processEnd = { process: name, role, detail: endInWords(end) };
      ends.push(processEnd);
      for (const callback of callbacks) callback(processEnd);
    });
  }
  const processes = () => services.map((service) => service.child()).filter((child) => child.end() === undefined);
  const stop = async (): Promise<void> => {
    // Who is held up could not end in order.
    await Promise.allSettled(services.map((service) => service.resume()));
    // Providers go last, so that whatever the target still says to them is written down.
    await end(processes().filter(({ role }) => platformRoles.includes(role)));
    await end(processes().filter(({ role }) => role === 'provider'));
    await Promise.all([database.giveConnectionsBack(), database.letGo()]);
    await connection.close();
    await workspace.close();
    logs.close();
  };
  return {
    baseUrls,
    secrets,
    processes: () => processes().map(({ name, role, pid }) => ({ name, role, pid })),
    observe: (sink, options) => {
      const apis = services.filter(({ role }) => role === 'api').length;
      sink(limits(options.clock(), apis, parts.poolMax));
      const database = (atMs: number) => databaseUsage(connection, atMs);
      const seen = { ...(alerts === undefined ? {} : { alerts }), ...(cacheUsage && { cache: cacheUsage }) };
      const sight = { processes, database, ...seen };
      if (processUsage === undefined) return observe(sight, sink, options);
      return observe({ ...sight, usage: (atMs) => processUsage(processes(), atMs) }, sink, options);
    },
    statementsStarted: async () => {
      logs.copy();
      await usage.begin();
    },
    statements: (atMs) => {
      logs.copy();
      return usage.samples(atMs);
    },
    statementCalls: usage.calls,
    processControl: processControl(services),
    providers,
    links,
    database,
    ...(parts.backups === undefined ? {} : { backups: parts.backups }),
    ...(parts.limits === undefined ? {} : { limits: parts.limits }),
    ...(parts.clock === undefined ? {} : { clock: parts.clock }),
    ...(alerts === undefined ? {} : { alerts }),
    ...(remoteWriteUrl === undefined ? {} : { remoteWriteUrl }),
    lease: workspace.lease,
    connections: async () => (await databaseUsage(connection, 0))?.connections ?? null,
    onProcessEnd: (callback) => {
      callbacks.push(callback);
      for (const end of ends) callback(end);
    },
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}

function processControl(services: readonly Service[]): ProcessControl {
  const named = (name: string): Service => {
    const found = services.find((service) => service.name === name);
    if (found !== undefined) return found;
    throw new Error(`There is no process "${name}"; there are ${services.map((service) => service.name).join(', ')}.`);
  };
  return {
    kill: async (name, signal) => named(name).kill(signal),
    start: async (name, signal) => named(name).start(signal),
    isRunning: (name) => named(name).child().end() === undefined,
    pause: async (name) => named(name).pause(),
    resume: async (name) => named(name).resume(),
    isPaused: (name) => named(name).isPaused(),
  };
}

async function end(children: readonly Child[]): Promise<void> {
  for (const child of children) child.kill('SIGTERM');
  await Promise.race([Promise.all(children.map((child) => child.ended)), late(stopGraceMs)]);
}

function limits(atMs: number, apiProcesses: number, poolMax = usualPoolMax): Limits {
  return {
    kind: 'limits',
    atMs,
    poolConnections: apiProcesses * poolMax,
    processMemoryBytes: processMemoryMebibytes * 1_048_576,
    targetCores: availableParallelism(),
  };
}

function late(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}
