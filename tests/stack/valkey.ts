import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { createClient } from '@redis/client';
import { freePort } from '../../environments/free-port.ts';

/** A server of a test file's own, which keeps nothing on a disk. */
export interface Valkey {
  readonly url: string;
  /** Says nothing any more, and closes nothing, until it is resumed. */
  pause(): void;
  resume(): void;
  kill(): Promise<void>;
  /** At the same port, and empty. */
  start(): Promise<void>;
  /** Puts the same text under every key; answers how many those were. */
  overwrite(text: string): Promise<number>;
}

/** The program of this machine, Debian's `redis-server` where there is no Valkey; undefined where there is neither. */
export function valkeyProgram(): string | undefined {
  return ['valkey-server', 'redis-server'].find((name) => spawnSync(name, ['--version']).status === 0);
}

export async function startValkey(program: string): Promise<Valkey> {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess;
  const start = async (): Promise<void> => {
    const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    child = spawn(program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      if (line.includes('Ready to accept connections')) break;
    }
    child.stdout?.resume();
    if (child.exitCode !== null) throw new Error(`${program} ended at its start`);
  };
  await start();
  return {
    url,
    start,
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
    async overwrite(text) {
      const client = await createClient({ url }).connect();
      const keys = await client.keys('*');
      for (const key of keys) await client.set(key, text);
      await client.close();
      return keys.length;
    },
  };
}
