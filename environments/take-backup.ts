import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { endingWith } from './ending-with.ts';
import { finish } from './finish.ts';
import { type StackParts, startNode } from './start-stack.ts';

type Parts = Pick<StackParts, 'workspace' | 'logs' | 'stackFolder' | 'environment' | 'ready'>;

/**
 * The stack's own command, as its operator would give it: copies the server at `databaseUrl` into an archive. The
 * archive's folder is closed to all others but whom `own` hands it to.
 * @throws Failure with what the command said last
 */
export async function takeBackup(
  parts: Parts,
  { archive, databaseUrl, own }: { readonly archive: string; readonly databaseUrl: string; own(path: string): void },
  signal: AbortSignal,
): Promise<void> {
  const { environment, ready } = parts;
  mkdirSync(dirname(archive), { recursive: true, mode: 0o700 });
  own(dirname(archive));
  const asOperator = { ...parts, environment: { ...environment, DATABASE_URL: databaseUrl } };
  const child = startNode(asOperator, 'backup', 'backup.ts', { role: 'harness', args: [archive] });
  await finish(endingWith(signal, child), undefined, ready.hide);
  own(archive);
}
