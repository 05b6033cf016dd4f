import type { Fault } from '../fault.ts';

/**
 * `kill -9` of one of the target's processes, and its start under the same name and address. Of a platform of others
 * its owner's own command does both, if there is one.
 */
export function processKilled(process: string): Fault {
  let isDone = false;
  return {
    name: `process-killed ${process}`,
    lacks: ({ processControl, ownersRestart }) =>
      processControl === undefined && ownersRestart === undefined
        ? "the target's processes are not ours to kill (--restart names its owner's command)"
        : undefined,
    async inject({ processControl, ownersRestart }, signal) {
      await (processControl?.kill(process, 'SIGKILL') ?? ownersRestart?.run(process, signal));
      isDone = true;
    },
    isInjected: ({ processControl }) => (processControl === undefined ? isDone : !processControl.isRunning(process)),
    heal: async ({ processControl, ownersRestart }, signal) =>
      processControl?.start(process, signal) ?? ownersRestart?.await(signal),
    isHealed: ({ processControl, ownersRestart }) =>
      processControl?.isRunning(process) ?? ownersRestart?.isBack() === true,
  };
}
