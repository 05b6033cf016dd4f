import { statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { availableParallelism, totalmem } from 'node:os';
import { $ } from 'zx';
import { openEngine } from '../environments/containers/engine.ts';
import { findFaketime } from '../environments/target-clock.ts';
import { locateTool } from '../tools/find-tool.ts';
import type { ToolName } from '../tools/tool.ts';
import type { Diagnosis } from './diagnosis.ts';
import { root } from './inventory.ts';

const gibibyte = 2 ** 30;

/** Looks at the machine; starts nothing but version questions, and changes nothing. */
export async function diagnose(): Promise<readonly Diagnosis[]> {
  const go = await goVersion();
  return await Promise.all([
    node(),
    npm(),
    go,
    tool('k6', go, 'missing'),
    tool('toxiproxy', go, 'warning'),
    engine(),
    tool('docker-compose', go, 'warning'),
    prlimit(),
    faketime(),
    ports(),
    descriptors(),
    cores(),
    memory(),
    disk(),
  ]);
}

function node(): Diagnosis {
  const major = Number(process.versions.node.split('.')[0]);
  const found = `${process.version} at ${process.execPath}`;
  if (major === 24) return { name: 'Node', state: 'ok', found };
  return { name: 'Node', state: 'warning', found, advice: 'Start through npm or npx: they bring Node 24 along.' };
}

async function npm(): Promise<Diagnosis> {
  const version = await said($({ nothrow: true, quiet: true })`npm --version`);
  if (version !== undefined) return { name: 'npm', state: 'ok', found: version };
  return { name: 'npm', state: 'missing', found: 'not on the PATH', advice: 'Install it; it comes with Node.' };
}

async function goVersion(): Promise<Diagnosis> {
  const text = await said($({ nothrow: true, quiet: true, cwd: '/' })`go version`);
  const advice = 'Install Go 1.21 or newer from https://go.dev/dl; k6 is built with it, once.';
  if (text === undefined) return { name: 'Go', state: 'warning', found: 'not on the PATH', advice };
  const [, version = '', major, minor] = /go((\d+)\.(\d+)[.\d]*)/.exec(text) ?? [];
  if (Number(major) > 1 || Number(minor) >= 21) return { name: 'Go', state: 'ok', found: version };
  return { name: 'Go', state: 'warning', found: `${version || text} is too old`, advice };
}

async function tool(name: ToolName, go: Diagnosis, otherwise: 'missing' | 'warning'): Promise<Diagnosis> {
  const found = await locateTool(name).catch((error: Error) => error);
  if (found instanceof Error) return { name, state: otherwise, found: found.message };
  if (found !== null) return { name, state: 'ok', found: `${found.path} (${found.from})` };
  if (go.state === 'ok') return { name, state: 'ok', found: 'not built yet; the first run that needs it does it' };
  const advice = `Install Go; or a network and the published archive do (see tools/README.md).`;
  return { name, state: otherwise, found: 'not there, and no Go to build it with', advice };
}

/** Asked as the environment `containers` asks: whether one answers, is new enough, here, and open to this user. */
async function engine(): Promise<Diagnosis> {
  const name = 'container engine';
  try {
    return { name, state: 'ok', found: (await openEngine()).name };
  } catch (error) {
    const advice =
      'Only the environment `containers` needs one: Docker 20.10 or newer, running, and open to this user.';
    return { name, state: 'warning', found: error instanceof Error ? error.message : String(error), advice };
  }
}

async function prlimit(): Promise<Diagnosis> {
  const version = await said($({ nothrow: true, quiet: true })`prlimit --version`);
  if (version !== undefined) return { name: 'prlimit', state: 'ok', found: version };
  const advice = 'Only the experiment files-used-up needs it; it comes with util-linux, on Linux.';
  return { name: 'prlimit', state: 'warning', found: 'not on the PATH', advice };
}

function faketime(): Diagnosis {
  const found = findFaketime();
  if (found !== undefined) return { name: 'libfaketime', state: 'ok', found };
  const advice = 'Only the experiment clock-jump needs it: apt-get install libfaketime, or ANSTURM_FAKETIME=<file>.';
  return { name: 'libfaketime', state: 'warning', found: 'not installed', advice };
}

/** Free ports, and the many source addresses in 127.0.0.0/8 that real users would come from. */
async function ports(): Promise<Diagnosis> {
  const name = 'loopback ports';
  if (!(await canListen('127.0.0.1'))) {
    return {
      name,
      state: 'missing',
      found: 'none can be opened on 127.0.0.1',
      advice: 'Look at firewall and sandbox.',
    };
  }
  if (await canListen('127.0.0.2')) return { name, state: 'ok', found: 'free on 127.0.0.0/8' };
  const advice = 'On macOS: sudo ifconfig lo0 alias 127.0.0.2 up (and so on). Without, all users share an address.';
  return { name, state: 'warning', found: 'free, but on 127.0.0.1 only', advice };
}

function canListen(host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, host, () => server.close(() => resolve(true)));
  });
}

/** 1,000 users, each with a connection at both ends, and files beside; the limit holds for each process. */
async function descriptors(): Promise<Diagnosis> {
  const name = 'file descriptors';
  const text = await said($({ nothrow: true, quiet: true })`sh -c ${'ulimit -n'}`);
  const limit = text === 'unlimited' ? Number.POSITIVE_INFINITY : Number(text);
  const found = `${text} a process`;
  if (limit >= 4_096) return { name, state: 'ok', found };
  const advice = 'Raise it in the shell you start from: ulimit -n 8192';
  return { name, state: limit >= 2_200 ? 'warning' : 'missing', found, advice };
}

function cores(): Diagnosis {
  const count = availableParallelism();
  if (count >= 2) return { name: 'cores', state: 'ok', found: String(count) };
  const advice = 'Platform and load share it: figures will say "generator saturated" rather than much else.';
  return { name: 'cores', state: 'warning', found: String(count), advice };
}

function memory(): Diagnosis {
  const total = Math.min(totalmem(), process.constrainedMemory() || Number.POSITIVE_INFINITY);
  const found = `${(total / gibibyte).toFixed(1)} GiB, ${(process.availableMemory() / gibibyte).toFixed(1)} GiB free`;
  if (process.availableMemory() >= 3 * gibibyte) return { name: 'memory', state: 'ok', found };
  const state = process.availableMemory() >= 1.5 * gibibyte ? 'warning' : 'missing';
  return { name: 'memory', state, found, advice: 'A rehearsal with 1,000 users wants 3 GiB free.' };
}

async function disk(): Promise<Diagnosis> {
  const { bavail, bsize } = await statfs(root);
  const free = bavail * bsize;
  const found = `${(free / gibibyte).toFixed(1)} GiB free`;
  if (free >= 3 * gibibyte) return { name: 'disk', state: 'ok', found };
  const advice = 'Remove old runs: npx ansturm clean --keep 3';
  return { name: 'disk', state: free >= gibibyte ? 'warning' : 'missing', found, advice };
}

/** What a command says, or undefined when it is not there or fails. */
async function said(
  command: Promise<{ readonly exitCode: number | null; readonly stdout: string }>,
): Promise<string | undefined> {
  const { exitCode, stdout } = await command;
  return exitCode === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}
