import type { Fault } from '../fault.ts';

/** `kill -9` of one of the target's processes, and its start under the same name and address. */
export function processKilled(process: string): Fault {
  return {
    name: `process-killed ${process}`,
    lacks: ({ processControl }) =>
      processControl === undefined ? "the target's processes are not ours to kill" : undefined,
    inject: async ({ processControl }) => processControl?.kill(process, 'SIGKILL'),
    isInjected: ({ processControl }) => processControl?.isRunning(process) === false,
    heal: async ({ processControl }, signal) => processControl?.start(process, signal),
    isHealed: ({ processControl }) => processControl?.isRunning(process) === true,
  };
}
