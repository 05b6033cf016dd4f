import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { findTool } from '../tools/find-tool.ts';
import { openCacheFolder, runsFolder } from './cache-folder.ts';
import { openEngine } from './containers/engine.ts';
import { stackImages } from './containers/stack-images.ts';
import { type PreparedContainers, startContainers } from './containers/start-containers.ts';
import type { Environment, PrepareOptions, StartOptions } from './environment.ts';
import { sweep } from './sweep.ts';
import { unlessAborted } from './unless-aborted.ts';
import { openWorkspace } from './workspace.ts';

/** The reference stack in containers, as in production: two APIs behind a balancer, proxies before all they need. */
export const containers: Environment = containersWith();

/** @param cacheName see `openCacheFolder`; tests use their own */
export function containersWith(cacheName?: string): Environment {
  return {
    name: 'containers',
    prepare: async (options) => void (await prepare(options, cacheName)),
    start: async (options) => {
      assertPossible(options);
      const prepared = await prepare(options, cacheName);
      const workspace = openWorkspace(prepared.cacheFolder, true);
      try {
        return await unlessAborted(workspace, options.signal, () => startContainers(prepared, workspace, options));
      } catch (error) {
        await workspace.close();
        throw error;
      }
    },
  };
}

async function prepare({ note, signal }: PrepareOptions, cacheName?: string): Promise<PreparedContainers> {
  const engine = await openEngine();
  const cacheFolder = openCacheFolder(cacheName);
  await sweep(runsFolder(cacheFolder), note);
  const progress = { step: note, note, load: () => undefined, done: () => undefined };
  const compose = await findTool('docker-compose', { progress, signal });
  return { cacheFolder, engine, compose, images: await stackImages(engine, note) };
}

function assertPossible({ baseUrls, apiProcesses = 2 }: StartOptions): void {
  const problems: string[] = [];
  if (baseUrls.length > 0) problems.push('the environment containers starts its own target and takes no base URL');
  if (apiProcesses !== 2) problems.push(`docker-compose.yml has two API processes, not ${apiProcesses}`);
  if (problems.length === 0) return;
  throw new Failure('the environment containers cannot be started like this', {
    exitCode: exitCode.badUsage,
    hint: 'for a target that runs already: --environment external --base-url http://127.0.0.1:3000',
    problems,
  });
}
