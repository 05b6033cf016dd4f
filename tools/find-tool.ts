import { access, constants, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { silentProgress } from '../core/progress.ts';
import { buildTool } from './build-tool.ts';
import { downloadTool } from './download-tool.ts';
import { type Tool, type ToolName, tools } from './tool.ts';
import type { FindToolOptions, ToolSettings } from './tool-settings.ts';
import { versionOf } from './version-of.ts';
import { withFolderLock } from './with-folder-lock.mjs';

export interface FoundTool {
  readonly path: string;
  readonly from: 'environment variable' | 'PATH' | 'cache' | 'go install' | 'release archive';
}

/** What became of one way to find a tool. */
type Attempt = { readonly path: string } | { readonly reason: string };

const ownCache = fileURLToPath(new URL('../.cache/tools', import.meta.url));

/**
 * The path of a program, made where it is not there yet: environment variable, PATH (the pinned version only), the
 * project's cache, `go install`, the pinned release archive.
 * @throws Failure that names all the ways, and why each of them led nowhere
 */
export async function findTool(name: ToolName, options: FindToolOptions = {}): Promise<string> {
  return (await obtainTool(name, options)).path;
}

/** Like `findTool`, but nothing is built or downloaded: null when that would be needed. */
export async function locateTool(name: ToolName, options: FindToolOptions = {}): Promise<FoundTool | null> {
  const located = await locate(settled(name, options));
  return Array.isArray(located) ? null : located;
}

async function obtainTool(name: ToolName, options: FindToolOptions): Promise<FoundTool> {
  const settings = settled(name, options);
  const located = await locate(settings);
  if (!Array.isArray(located)) return located;
  const { tool, cacheFolder, progress, signal } = settings;
  await mkdir(cacheFolder, { recursive: true });
  const waiting = (pid: number): void => progress.note(`process ${pid} is making ${tool.name} already; waiting for it`);
  const make = async (): Promise<FoundTool> => {
    const meanwhile = await inCache(settings);
    if ('path' in meanwhile) return { path: meanwhile.path, from: 'cache' };
    return await makeTool(settings, located);
  };
  return await withFolderLock(join(cacheFolder, `${tool.name}.lock`), make, { waiting, ...(signal ? { signal } : {}) });
}

function settled(name: ToolName, options: FindToolOptions): ToolSettings {
  return {
    progress: options.progress ?? silentProgress,
    signal: options.signal,
    env: options.env ?? process.env,
    cacheFolder: options.cacheFolder ?? ownCache,
    releasesUrl: options.releasesUrl ?? 'https://github.com',
    platform: options.platform ?? `${process.platform}-${process.arch}`,
    tool: options.tool ?? tools[name],
  };
}

/** What lies there already, or the reasons why none of it does. */
async function locate(settings: ToolSettings): Promise<FoundTool | string[]> {
  const variable = await byVariable(settings);
  if ('path' in variable) return { path: variable.path, from: 'environment variable' };
  const path = await onPath(settings);
  if ('path' in path) return { path: path.path, from: 'PATH' };
  const cache = await inCache(settings);
  if ('path' in cache) return { path: cache.path, from: 'cache' };
  return [variable.reason, path.reason, cache.reason];
}

async function byVariable({ tool, env }: ToolSettings): Promise<Attempt> {
  const typed = env[tool.variable];
  if (typed === undefined || typed === '') return { reason: `environment variable ${tool.variable}: not set` };
  const path = resolve(typed);
  if (await isProgram(path)) return { path };
  // Somebody meant this one: another instead of it would be a surprise.
  throw new Failure(`${tool.variable} names ${typed}, which is no program that can be started.`, {
    exitCode: exitCode.badUsage,
    hint: `Correct it, or unset it: then ${tool.name} v${tool.version} is found or built.`,
  });
}

async function onPath({ tool, env, cacheFolder }: ToolSettings): Promise<Attempt> {
  const others: string[] = [];
  for (const folder of [...(env.PATH ?? '').split(delimiter), ...(tool.folders ?? [])]) {
    const path = join(folder, tool.program);
    if (folder === '' || !(await isProgram(path))) continue;
    const version = await versionOf(path, tool.versionArguments, cacheFolder);
    if (version === tool.version || (version !== undefined && tool.fits?.test(version) === true)) return { path };
    others.push(`${path} is ${version ?? 'of an unknown version'}, not ${tool.version}`);
  }
  return { reason: `PATH: ${others.join('; ') || `no ${tool.program} there`}` };
}

async function inCache({ tool, cacheFolder, platform }: ToolSettings): Promise<Attempt> {
  const path = join(cacheFolder, `${tool.name}-${tool.version}-${platform}`, tool.program);
  return (await isProgram(path)) ? { path } : { reason: `the project's cache: no ${path}` };
}

/** Builds or downloads into a folder of its own, which is moved into place in one step. */
async function makeTool(settings: ToolSettings, reasons: readonly string[]): Promise<FoundTool> {
  const { tool, cacheFolder, platform } = settings;
  const fresh = await mkdtemp(join(cacheFolder, `.${tool.name}-`));
  try {
    const built = await buildTool(settings, fresh);
    const made = 'path' in built ? built : await downloadTool(settings, fresh);
    if ('reason' in made) throw notFound(tool, [...reasons, 'reason' in built ? built.reason : '', made.reason]);
    const program = join(fresh, 'program');
    await mkdir(program);
    await rename(made.path, join(program, tool.program));
    const place = join(cacheFolder, `${tool.name}-${tool.version}-${platform}`);
    await rm(place, { recursive: true, force: true });
    await rename(program, place);
    return { path: join(place, tool.program), from: 'path' in built ? 'go install' : 'release archive' };
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
}

function notFound(tool: Tool, problems: readonly string[]): Failure {
  return new Failure(`${tool.name} v${tool.version} could not be found or made; tried in this order:`, {
    problems,
    hint: `Install Go 1.21 or newer (https://go.dev/dl), or set ${tool.variable} to a ${tool.program} of yours.`,
  });
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}
