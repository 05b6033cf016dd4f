import { type ChildProcess, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const secret = 'a secret of these tests';

/** Runs an entry of the stack to its end. */
export async function runEntry(
  entry: string,
  options: { readonly databaseUrl?: string; readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv },
): Promise<{ readonly code: number | null; readonly output: string; readonly errors: string }> {
  const child = start(entry, options);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (data) => {
    output += data;
  });
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output, errors };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Api {
  readonly url: string;
  readonly logs: readonly Readonly<Record<string, unknown>>[];
  /** A request of a tenant; `tenant` empty: without a key. */
  call(tenant: string, method: string, path: string, body?: object, headers?: Record<string, string>): Promise<Answer>;
  /** From now on nobody reads what it logs. */
  closeLog(): void;
  /** Asks it to stop; its exit code. */
  stop(): Promise<number | null>;
  /** Ends it where it stands. */
  kill(): Promise<number | null>;
}

/** Starts one API process and waits until it listens. */
export async function startApi(databaseUrl: string, env: NodeJS.ProcessEnv = {}): Promise<Api> {
  const { child, said: url, ...api } = await startProcess('api', 'listening', databaseUrl, env);
  return {
    url,
    ...api,
    call: (tenant, method, path, body, headers) => call(url, tenant, method, path, body, headers),
    closeLog: () => void child.stdout?.destroy(),
  };
}

export type Worker = Pick<Api, 'logs' | 'stop' | 'kill'>;

/** Starts one worker and waits until it says that it works. */
export async function startWorker(databaseUrl: string, env: NodeJS.ProcessEnv = {}): Promise<Worker> {
  return startProcess('worker', 'working', databaseUrl, env);
}

/** Starts one relay and waits until it says that it relays. */
export async function startRelay(databaseUrl: string, env: NodeJS.ProcessEnv = {}): Promise<Worker> {
  return startProcess('relay', 'relaying', databaseUrl, env);
}

/** A process of the stack that has said so, in a line of JSON with this one field. */
async function startProcess(entry: string, field: string, databaseUrl: string, env: NodeJS.ProcessEnv) {
  const child = start(entry, { databaseUrl, env: { API_KEY_SECRET: secret, DRAIN_MS: '0', ...env } });
  const logs: Record<string, unknown>[] = [];
  const closed = once(child, 'close') as Promise<[number | null]>;
  const said = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
      const parsed = JSON.parse(line) as Record<string, unknown>;
      if (parsed[field] !== undefined) resolve(String(parsed[field]));
      else logs.push(parsed);
    });
    child.stderr?.on('data', (data) => logs.push({ stderr: String(data) }));
    closed.then(() => reject(new Error(`the process ended: ${JSON.stringify(logs)}`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal);
    return (await closed)[0];
  };
  return { child, said, logs, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') };
}

/** `whsec_…`, the present one or the one that it is rotated to. */
export function webhookSecret(tenant: string, use: 'webhook' | 'webhook-new' = 'webhook'): string {
  return `whsec_${createHmac('sha256', secret).update(`${use}:${tenant}`).digest('base64')}`;
}

/** The voice provider's own, as bytes. */
export function voiceSecret(tenant: string, use: 'voice' | 'voice-new' = 'voice'): Buffer {
  return createHmac('sha256', secret).update(`${use}:${tenant}`).digest();
}

export function apiKey(tenant: string): string {
  return `${tenant}.${createHmac('sha256', secret).update(tenant).digest('base64url')}`;
}

async function call(
  url: string,
  tenant: string,
  method: string,
  path: string,
  body?: object,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const reply = await fetch(url + path, {
    method,
    headers: {
      ...(tenant === '' ? {} : { authorization: `Bearer ${apiKey(tenant)}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  const isJson = /json/.test(reply.headers.get('content-type') ?? '');
  return { status: reply.status, headers: reply.headers, body: isJson ? JSON.parse(text) : { text } };
}

function start(
  entry: string,
  options: { readonly databaseUrl?: string; readonly args?: readonly string[]; readonly env?: NodeJS.ProcessEnv },
): ChildProcess {
  return spawn(process.execPath, [`stack/${entry}.ts`, ...(options.args ?? [])], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      ...(options.databaseUrl === undefined ? {} : { DATABASE_URL: options.databaseUrl }),
      ...options.env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
