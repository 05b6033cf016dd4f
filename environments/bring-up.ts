import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { exitCode } from '../core/exit-code.ts';
import type { Prepared } from './embedded.ts';
import { embeddedLab, poolMax, processMemoryMebibytes } from './embedded-lab.ts';
import type { Lab, StartOptions } from './environment.ts';
import { finish } from './finish.ts';
import { hideSecrets } from './hide-secrets.ts';
import { labLogs } from './lab-logs.ts';
import { observerConnection } from './observers/observer-connection.ts';
import { statementUsage } from './observers/statement-usage.ts';
import { startPostgresServer } from './postgres-server.ts';
import { listeningUrl, type ReadyOptions, waitUntilReady, waitUntilWorking } from './ready.ts';
import { openService, type Service } from './service.ts';
import { stackSecrets } from './stack-secrets.ts';
import type { Child, Workspace } from './workspace.ts';

/** Starts database and stack in a workspace. When it throws, whoever opened the workspace closes it. */
export async function bringUp(
  prepared: Prepared,
  workspace: Workspace,
  options: StartOptions,
  stackFolder = join(import.meta.dirname, '..', 'stack'),
): Promise<Lab> {
  const timed = stopwatch(options.note);
  const server = await startPostgresServer(prepared.binaries, prepared.template, workspace);
  timed('database ready');
  const apiKeySecret = randomBytes(32).toString('base64url');
  const hide = hideSecrets([...server.passwords, apiKeySecret]);
  const logs = labLogs(options.runFolder, hide, options.note);
  const connection = observerConnection(server.observerUrl);
  try {
    const usage = statementUsage(connection);
    logs.followDatabase(server.logFolder, usage.take);
    const environment = stackEnvironment(server.targetUrl, apiKeySecret, options.defects);
    const startNode = (name: string, args: readonly string[], role: 'api' | 'worker' = 'api', port = '0'): Child => {
      const env = { ...environment, PROCESS_NAME: name, PORT: port };
      const command = process.execPath;
      const child = workspace.start({ name, role, command, args, env, workingFolder: stackFolder });
      logs.follow(child);
      return child;
    };
    const ready = { timeoutMs: options.readyTimeoutMs ?? 30_000, signal: options.signal, hide };
    await finish(startNode('migrate', [join(stackFolder, 'migrate.ts')]), exitCode.targetNeverHealthy, hide);
    timed('database migrated');
    const load = startNode('load', [join(stackFolder, 'load.ts'), options.fixturesFolder]);
    await finish(load, exitCode.targetNeverHealthy, hide);
    const secrets = await stackSecrets(options.fixturesFolder, apiKeySecret);
    timed('fixtures loaded');
    const limited = (entry: string) => [`--max-old-space-size=${processMemoryMebibytes}`, join(stackFolder, entry)];
    const numbers = Array.from({ length: options.apiProcesses ?? 2 }, (_, index) => index + 1);
    const startApi = async (number: number): Promise<{ readonly service: Service; readonly baseUrl: string }> => {
      const name = `api-${number}`;
      const first = startNode(name, limited('api.ts'));
      const baseUrl = await readyUrl(first, ready);
      const service = openService(first, async (signal) => {
        const child = startNode(name, limited('api.ts'), 'api', new URL(baseUrl).port);
        await waitUntilReady(child, baseUrl, { ...ready, signal });
        return child;
      });
      return { service, baseUrl };
    };
    const startWorker = async (signal: AbortSignal): Promise<Child> => {
      const child = startNode('worker-1', limited('worker.ts'), 'worker');
      await waitUntilWorking(child, { ...ready, signal });
      return child;
    };
    const [apis, firstWorker] = await Promise.all([Promise.all(numbers.map(startApi)), startWorker(options.signal)]);
    timed(`${apis.length} API processes and a worker ready`);
    const worker = openService(firstWorker, startWorker);
    const database = openService(server.child, () => Promise.reject(new Error('the database is not started again')));
    const services = [...apis.map(({ service }) => service), worker, database];
    const baseUrls = apis.map(({ baseUrl }) => baseUrl);
    return embeddedLab({ workspace, services, baseUrls, secrets, logs, connection, usage });
  } catch (error) {
    logs.close();
    await connection.close();
    throw error;
  }
}

/** Long enough for everybody who thinks before confirming; short enough to run out within a load. */
const holdSeconds = 30;

/** All that the stack's processes are told; nothing of our own environment reaches them. */
function stackEnvironment(
  databaseUrl: string,
  apiKeySecret: string,
  defects: readonly string[],
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

async function readyUrl(api: Child, options: ReadyOptions): Promise<string> {
  const baseUrl = await listeningUrl(api, options);
  await waitUntilReady(api, baseUrl, options);
  return baseUrl;
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
