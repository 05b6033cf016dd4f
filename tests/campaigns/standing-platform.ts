import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { CleanUp } from '../../campaigns/clean-up.ts';
import { type Ran, type Running, startAnsturm } from './ansturm.ts';

const main = resolve(import.meta.dirname, '../../scripts/main.ts');
export const seed = '5';
/** The run whose world the standing platforms hold. */
export const smoke = ['run', 'smoke', '--seed', seed];

export interface Standing {
  readonly baseUrls: readonly string[];
  /** A JSON object, as the variable takes it. */
  readonly secrets: string;
  end(): Promise<void>;
}

/** The reference platform, started by `up` from a folder that has nothing to do with the runs. */
export async function up(...more: readonly string[]): Promise<Standing> {
  const folder = await mkdtemp(join(tmpdir(), 'ansturm-test-'));
  const args = [main, 'up', '--for', 'smoke', '--seed', seed, '--secrets', ...more];
  const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, said] = ['', ''];
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  const secrets = await new Promise<string>((done, fail) => {
    child.stdout.on('data', (chunk) => {
      out += chunk;
      const [, found] = /export ANSTURM_SECRETS='(.*)'\n/.exec(out) ?? [];
      if (found !== undefined) done(found);
    });
    void ended.then(() => fail(new Error(`it never stood:\n${said}`)));
  });
  const baseUrls = out.split('\n').filter((line) => line.startsWith('http'));
  return {
    ...{ baseUrls, secrets },
    async end() {
      child.kill('SIGINT');
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** @param run its words, without where the platform is */
export function startAt({ baseUrls, secrets }: Standing, run: readonly string[]): Promise<Running> {
  const urls = baseUrls.flatMap((url) => ['--base-url', url]);
  return startAnsturm([...run, ...urls], undefined, { ANSTURM_SECRETS: secrets });
}

export async function cleanUpOf({ folder }: Ran): Promise<CleanUp> {
  return JSON.parse(await readFile(join(folder, 'cleanup.json'), 'utf8')) as CleanUp;
}

/** Whatever lies in a run folder, as one text. */
export async function allOf(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, 'latin1')))).join('\n');
}
