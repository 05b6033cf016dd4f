import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import { bringUp } from './bring-up.ts';
import { openCacheFolder, runsFolder } from './cache-folder.ts';
import type { Environment, PrepareOptions, StartOptions } from './environment.ts';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.ts';
import { postgresTemplate } from './postgres-template.ts';
import { sweep } from './sweep.ts';
import { findFaketime } from './target-clock.ts';
import { unlessAborted } from './unless-aborted.ts';
import { openWorkspace } from './workspace.ts';

export interface EmbeddedOptions {
  /** Holds migrate.ts, load.ts and api.ts. Default: the reference stack. */
  readonly stackFolder?: string;
  /** Name of the cache folder, see `openCacheFolder`. */
  readonly cacheName?: string;
  /** Where PostgreSQL's programs are. Default: where npm put them. */
  readonly nativeFolder?: string;
}

/** What every run starts from. */
export interface Prepared {
  readonly cacheFolder: string;
  readonly binaries: PostgresBinaries;
  /** A data folder to be copied. */
  readonly template: string;
}

/** The reference stack and a PostgreSQL of its own: processes on this machine, and nothing else. */
export const embedded: Environment = embeddedWith({});

export function embeddedWith(choice: EmbeddedOptions): Environment {
  const prepare = async (options: PrepareOptions): Promise<Prepared> => {
    const cacheFolder = openCacheFolder(choice.cacheName);
    await sweep(runsFolder(cacheFolder), options.note);
    const workspace = openWorkspace(cacheFolder, false);
    try {
      return await unlessAborted(workspace, options.signal, async () => {
        const binaries = await postgresBinaries(cacheFolder, workspace, choice.nativeFolder);
        return { cacheFolder, binaries, template: await postgresTemplate(cacheFolder, binaries, workspace) };
      });
    } finally {
      await workspace.close();
    }
  };
  return {
    name: 'embedded',
    hasOwnClock: () => findFaketime() !== undefined,
    prepare: async (options) => void (await prepare(options)),
    start: async (options) => {
      assertPossible(options);
      const prepared = await prepare(options);
      const workspace = openWorkspace(prepared.cacheFolder, true);
      try {
        return await unlessAborted(workspace, options.signal, () =>
          bringUp(prepared, workspace, options, choice.stackFolder),
        );
      } catch (error) {
        await workspace.close();
        throw error;
      }
    },
  };
}

function assertPossible(options: StartOptions): void {
  const problems: string[] = [];
  const apiProcesses = options.apiProcesses ?? 2;
  if (options.baseUrls.length > 0)
    problems.push('the environment embedded starts its own target and takes no base URL');
  if (!Number.isInteger(apiProcesses) || apiProcesses < 1 || apiProcesses > 8) {
    problems.push(`it starts 1 to 8 API processes, not ${apiProcesses}`);
  }
  if (problems.length > 0) {
    throw new Failure('the environment embedded cannot be started like this', {
      exitCode: exitCode.badUsage,
      hint: 'for a target that runs already: --environment external --base-url http://127.0.0.1:3000',
      problems,
    });
  }
}
