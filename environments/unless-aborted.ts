import { exitCode } from '../core/exit-code.ts';
import { Failure } from '../core/failure.ts';
import type { Workspace } from './workspace.ts';

/** An abort ends all that the workspace holds, so whatever `work` waits for comes to its end at once. */
export async function unlessAborted<T>(workspace: Workspace, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  const interrupted = (): Failure => new Failure('interrupted', { exitCode: exitCode.interrupted });
  if (signal.aborted) throw interrupted();
  const abort = (): void => void workspace.close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    const done = await work();
    if (!signal.aborted) return done;
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', abort);
  }
  throw interrupted();
}
