import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedWith } from '../../environments/embedded.ts';
import type { Environment, StartOptions } from '../../environments/environment.ts';

/** A place of its own for a test file: cache, fixtures and run folder, all gone after `clear`. */
export interface Bench {
  readonly cacheName: string;
  readonly runsFolder: string;
  readonly environment: Environment;
  /** Notes of all starts. */
  readonly notes: string[];
  options(more?: Partial<StartOptions>): StartOptions;
  runFolder(): string;
  /** Folders, records and processes that runs in this place have left behind; empty when all is well. */
  leftovers(): readonly string[];
  clear(): void;
}

export const fakeStack = join(import.meta.dirname, 'fake-stack');

export function bench(name: string): Bench {
  const cacheName = `ansturm-test-${name}-${process.pid}`;
  const runsFolder = join(tmpdir(), cacheName, 'runs');
  const folder = mkdtempSync(join(tmpdir(), `${cacheName}-run-`));
  const fixturesFolder = join(folder, 'fixtures');
  mkdirSync(fixturesFolder);
  writeFileSync(join(fixturesFolder, 'companies.ndjson'), '{"id":"company-0001"}\n{"id":"company-0002"}\n');
  const notes: string[] = [];
  let runs = 0;
  const runFolder = (): string => join(folder, `run-${runs}`);
  return {
    cacheName,
    runsFolder,
    environment: embeddedWith({ stackFolder: fakeStack, cacheName }),
    notes,
    options: (more = {}) => {
      runs += 1;
      const note = (text: string): void => void notes.push(text);
      const signal = new AbortController().signal;
      return { signal, note, fixturesFolder, runFolder: runFolder(), defects: [], baseUrls: [], ...more };
    },
    runFolder,
    leftovers: () => [...readdirSync(runsFolder), ...processesTouching(join(tmpdir(), cacheName))],
    clear: () => {
      rmSync(folder, { recursive: true, force: true });
      rmSync(join(tmpdir(), cacheName), { recursive: true, force: true });
    },
  };
}

/** Processes whose command line, working folder or open files lie in a folder, zombies left out. */
export function processesTouching(folder: string): readonly string[] {
  return numbersIn('/proc')
    .filter((pid) => pid !== process.pid && touches(pid, folder))
    .map((pid) => `process ${pid} ${commandLine(pid)}`);
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Asks until it is true; a test that would wait for ever fails here and says for what. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = AbortSignal.timeout(timeoutMs);
  while (!(await holds())) {
    if (deadline.aborted) throw new Error(`waited in vain until ${what}`);
    await sleep(10);
  }
}

function touches(pid: number, folder: string): boolean {
  const links = [`/proc/${pid}/cwd`, ...numbersIn(`/proc/${pid}/fd`).map((fd) => `/proc/${pid}/fd/${fd}`)];
  return commandLine(pid).includes(folder) || links.some((link) => readLink(link).startsWith(folder));
}

function readLink(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

function numbersIn(folder: string): readonly number[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}
