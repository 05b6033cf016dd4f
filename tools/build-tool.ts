import { execFile, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { ToolSettings } from './tool-settings.ts';

const execute = promisify(execFile);
const moduleFolder = fileURLToPath(new URL('.', import.meta.url));
const tellEveryMs = 10_000;

/** Builds the pinned version with Go; go.mod and go.sum here say exactly what. The result lies in `folder`. */
export async function buildTool(
  { tool, env, progress, signal }: ToolSettings,
  folder: string,
): Promise<{ readonly path: string } | { readonly reason: string }> {
  const environment = { ...env, GOBIN: folder, GOWORK: 'off', GOFLAGS: '-buildvcs=false', CGO_ENABLED: '0' };
  const unfit = await unfitGo(environment);
  if (unfit !== undefined) return { reason: `go install: ${unfit}` };
  progress.note(`building ${tool.name} v${tool.version} with Go, once; this takes a minute or two …`);
  const child = spawn('go', ['install', '-v', '-trimpath', '-ldflags=-s -w', tool.package], {
    cwd: join(moduleFolder, tool.module ?? ''),
    env: environment,
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal === undefined ? {} : { signal }),
  });
  const begunMs = performance.now();
  const seconds = (): number => Math.round((performance.now() - begunMs) / 1000);
  const lastLines: string[] = [];
  let lines = 0;
  const tell = (): void => progress.note(`  ${seconds()} s, ${lines} packages so far, now ${lastLines.at(-1) ?? '…'}`);
  const ticking = setInterval(tell, tellEveryMs);
  createInterface({ input: child.stderr }).on('line', (line) => {
    lines += 1;
    lastLines.push(line);
    if (lastLines.length > 5) lastLines.shift();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => clearInterval(ticking));
  if (code !== 0) return { reason: `go install: failed with exit code ${code}: ${lastLines.join(' | ')}` };
  progress.note(`built ${tool.name} v${tool.version} in ${seconds()} s`);
  return { path: join(folder, tool.built) };
}

/** From 1.21 on Go fetches the newer toolchain that go.mod asks for by itself. */
async function unfitGo(env: NodeJS.ProcessEnv): Promise<string | undefined> {
  let said: string;
  try {
    said = (await execute('go', ['version'], { env, cwd: '/', timeout: 30_000 })).stdout;
  } catch {
    return 'no Go on the PATH';
  }
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(said) ?? [];
  if (Number(major) > 1 || Number(minor) >= 21) return undefined;
  return `Go 1.21 or newer is needed, this is ${said.trim()}`;
}
