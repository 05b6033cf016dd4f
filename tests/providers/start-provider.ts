import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Behaviour, Conduct, ProviderMark, ProviderRequest } from '../../core/provider.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Readonly<Record<string, unknown>>;
}

type HeaderTexts = Readonly<Record<string, string>>;

export interface Provider {
  readonly url: string;
  readonly control: string;
  readonly journalPath: string;
  /** Rejects where no reply comes. */
  call(method: string, path: string, body?: object, headers?: HeaderTexts, signal?: AbortSignal): Promise<Answer>;
  /** From now on every request meets this behaviour. */
  behave(behaviour: Behaviour, more?: Partial<Conduct>): Promise<void>;
  /** What the harness's own door answers. */
  look(path: string): Promise<Readonly<Record<string, unknown>>>;
  /** The requests of the journal, damaged lines left out. */
  journal(): readonly ProviderRequest[];
  marks(): readonly ProviderMark[];
  /** Its exit code, or the signal. */
  end(signal: NodeJS.Signals): Promise<number | string | null>;
}

/** Runs the work with one provider, which is gone afterwards with all its files. */
export async function withProvider(
  kind: 'calendar' | 'messaging',
  work: (provider: Provider, start: typeof startProvider) => Promise<void>,
  env: NodeJS.ProcessEnv = {},
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ansturm-provider-'));
  const started: Provider[] = [];
  const start = async (...[kind, path, more]: Parameters<typeof startProvider>): Promise<Provider> => {
    const provider = await startProvider(kind, path, more);
    started.push(provider);
    return provider;
  };
  try {
    await work(await start(kind, join(folder, `${kind}.ndjson`), env), start);
  } finally {
    for (const provider of started) await provider.end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}

export function spawnProvider(kind: string, env: NodeJS.ProcessEnv): ChildProcess {
  const entry = { calendar: 'providers/calendar.ts', messaging: 'providers/messaging.ts' }[kind] ?? '';
  return spawn(process.execPath, [entry], {
    ...{ cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
    env: { PATH: process.env.PATH, ...env },
  });
}

export async function startProvider(kind: string, journalPath: string, env: NodeJS.ProcessEnv = {}): Promise<Provider> {
  const child = spawnProvider(kind, { JOURNAL: journalPath, ...env });
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  let errors = '';
  child.stderr?.on('data', (data) => {
    errors += data;
  });
  const said = await new Promise<{ listening: string; control: string }>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => resolve(JSON.parse(line)));
    void closed.then(() => reject(new Error(`the provider ended: ${errors}`)));
  });
  const { listening: url, control } = said;
  return {
    ...{ url, control, journalPath },
    call: (method, path, body, headers, signal) => call(url + path, method, body, headers, signal),
    async behave(behaviour, more = {}) {
      const { status, text } = await call(`${control}/behaviour`, 'PUT', { shares: { [behaviour]: 1 }, ...more });
      if (status !== 200) throw new Error(text);
    },
    look: async (path) => (await call(control + path, 'GET')).body,
    journal: () => recordsOf(journalPath).filter(isRequest),
    marks: () => recordsOf(journalPath).filter(isMark),
    async end(signal) {
      child.kill(signal);
      const [code, by] = await closed;
      return code ?? by;
    },
  };
}

function recordsOf(path: string): readonly object[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line) => jsonOf(line));
}

function isRequest(record: object): record is ProviderRequest {
  return 'arrivedMs' in record;
}

function isMark(record: object): record is ProviderMark {
  return 'mark' in record;
}

async function call(
  url: string,
  method: string,
  body?: object,
  headers: HeaderTexts = {},
  signal?: AbortSignal,
): Promise<Answer> {
  const reply = await fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, body: jsonOf(text) };
}

function jsonOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>>;
  } catch {
    return {};
  }
}
