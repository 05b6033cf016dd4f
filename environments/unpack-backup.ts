import { makeDataFolder } from './postgres-template.ts';
import type { Account, Child, Workspace } from './workspace.ts';

/** A data folder of what a base backup holds, for its owner; done when the child has ended well. */
export function unpackBackup(
  workspace: Workspace,
  {
    archive,
    data,
    account,
  }: { readonly archive: string; readonly data: string; readonly account: Account | undefined },
): Child {
  makeDataFolder(data, account);
  const [env, args] = [{ LC_ALL: 'C', PATH: process.env.PATH ?? '' }, ['-x', '-f', archive, '-C', data]];
  return workspace.start({ name: 'unpack', role: 'harness', command: 'tar', args, env, account });
}
