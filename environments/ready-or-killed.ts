import type { Child } from './workspace.ts';

/** A process that does not get ready is ended, so that another one can be started where it listens. */
export async function readyOrKilled(child: Child, ready: Promise<void>): Promise<Child> {
  try {
    await ready;
    return child;
  } catch (error) {
    child.kill('SIGKILL');
    await child.ended;
    throw error;
  }
}
