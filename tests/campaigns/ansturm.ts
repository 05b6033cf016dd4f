import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Verdict } from '../../core/verdict.ts';

export interface Ran {
  readonly exitCode: number | null;
  /** What it said on stdout and stderr. */
  readonly said: string;
  /** Its run folder. */
  readonly folder: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  readonly ended: Promise<Ran>;
  /** Resolves with what matches once it has said it; rejects when it ends without. */
  until(words: RegExp): Promise<RegExpExecArray>;
}

const launcher = resolve(import.meta.dirname, '../../scripts/ansturm.mjs');

/** Starts the harness as a user does: the launcher, in a process of its own, with a run folder that is the test's. */
export async function startAnsturm(
  args: readonly string[],
  out?: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Running> {
  const folder = out ?? join(await mkdtemp(join(tmpdir(), 'ansturm-test-')), 'run');
  const child = spawn(process.execPath, [launcher, ...args, '--out', folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  let said = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
      for (const look of waiting) look();
    });
  }
  const ended = new Promise<Ran>((done) => child.once('close', (exitCode) => done({ exitCode, said, folder })));
  const until = (words: RegExp): Promise<RegExpExecArray> =>
    new Promise((done, fail) => {
      const look = (): void => {
        const match = words.exec(said);
        if (match === null) return;
        waiting.delete(look);
        done(match);
      };
      waiting.add(look);
      void ended.then(() => fail(new Error(`it ended without ${words}:\n${said}`)));
      look();
    });
  return { child, folder, ended, until };
}

export async function verdictOf(folder: string): Promise<Verdict> {
  return JSON.parse(await readFile(join(folder, 'verdict.json'), 'utf8')) as Verdict;
}

/** Ids of the lines with that status. */
export function linesThat(verdict: Verdict, status: string): readonly string[] {
  return verdict.criteria.filter((criterion) => criterion.status === status).map(({ id }) => id);
}

export async function remove(...runs: readonly Running[]): Promise<void> {
  for (const { folder } of runs) await rm(join(folder, '..'), { recursive: true, force: true });
}
