import { join } from 'node:path';
import { exitCode } from '../core/exit-code.ts';
import type { ProcessRole } from '../core/resource-sample.ts';
import { finish } from './finish.ts';
import type { LabLogs } from './lab-logs.ts';
import { listeningUrl, type ReadyOptions, waitUntilReady, waitUntilWorking } from './ready.ts';
import { readyOrKilled } from './ready-or-killed.ts';
import { openService, type Service } from './service.ts';
import { processMemoryMebibytes } from './stack-lab.ts';
import type { Child, Workspace } from './workspace.ts';

export interface StackParts {
  readonly workspace: Workspace;
  readonly logs: LabLogs;
  /** Notes how long a step took. */
  readonly timed: (step: string) => void;
  readonly stackFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly fixturesFolder: string;
  readonly apiProcesses: number;
  readonly ready: ReadyOptions;
}

export interface StartedStack {
  readonly services: readonly Service[];
  readonly baseUrls: readonly string[];
}

/** Migrates and fills the database, then starts API processes, a worker and a relay. @throws Failure: code 5 or 2 */
export async function startStack(parts: StackParts): Promise<StartedStack> {
  const { timed, fixturesFolder, ready } = parts;
  await finish(startNode(parts, 'migrate', 'migrate.ts', {}), exitCode.targetNeverHealthy, ready.hide);
  timed('database migrated');
  await finish(
    startNode(parts, 'load', 'load.ts', { args: [fixturesFolder] }),
    exitCode.targetNeverHealthy,
    ready.hide,
  );
  timed('fixtures loaded');
  const numbers = Array.from({ length: parts.apiProcesses }, (_, index) => index + 1);
  const [apis, ...behind] = await Promise.all([
    Promise.all(numbers.map((number) => startApi(parts, `api-${number}`))),
    startBehind(parts, 'worker', 'worker.ts', 'working'),
    startBehind(parts, 'relay', 'relay.ts', 'relaying'),
  ]);
  timed(`${apis.length} API processes, a worker and a relay ready`);
  return {
    services: [...apis.map(({ service }) => service), ...behind],
    baseUrls: apis.map(({ baseUrl }) => baseUrl),
  };
}

/** One that listens on any free port, and keeps it when it is started again. @throws Failure when it is never ready */
export async function startApi(
  parts: StackParts,
  name: string,
): Promise<{ readonly service: Service; readonly baseUrl: string }> {
  const { ready } = parts;
  const start = (port: string): Child => startNode(parts, name, 'api.ts', { ...limited, port });
  const first = start('0');
  const baseUrl = await listeningUrl(first, ready);
  await waitUntilReady(first, baseUrl, ready);
  const service = openService(first, async (signal) => {
    const child = start(new URL(baseUrl).port);
    return readyOrKilled(child, waitUntilReady(child, baseUrl, { ...ready, signal }));
  });
  return { service, baseUrl };
}

/** One that nobody calls, and the word by which it says that it is at work. */
async function startBehind(parts: StackParts, role: 'worker' | 'relay', entry: string, word: string): Promise<Service> {
  const start = async (signal: AbortSignal): Promise<Child> => {
    const child = startNode(parts, `${role}-1`, entry, { ...limited, role });
    return readyOrKilled(child, waitUntilWorking(child, { ...parts.ready, signal }, word));
  };
  return openService(await start(parts.ready.signal), start);
}

const limited = { flags: [`--max-old-space-size=${processMemoryMebibytes}`] };

interface NodeOptions {
  readonly role?: ProcessRole;
  readonly port?: string;
  /** Before the entry, and behind it. */
  readonly flags?: readonly string[];
  readonly args?: readonly string[];
}

/** One of the stack's own programs. */
export function startNode(
  { workspace, logs, stackFolder, environment }: Pick<StackParts, 'workspace' | 'logs' | 'stackFolder' | 'environment'>,
  name: string,
  entry: string,
  { role = 'api', port = '0', flags = [], args = [] }: NodeOptions,
): Child {
  const child = workspace.start({
    ...{ name, role, command: process.execPath, workingFolder: stackFolder },
    args: [...flags, join(stackFolder, entry), ...args],
    env: { ...environment, PROCESS_NAME: name, PORT: port },
  });
  logs.follow(child);
  return child;
}
