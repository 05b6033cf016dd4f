import type { Fault } from '../fault.ts';

/** SIGSTOP: the process is there, keeps its connections, and does nothing; then it goes on as if no time had passed. */
export function processPaused(process: string): Fault {
  return {
    name: `process-paused ${process}`,
    lacks: ({ processControl }) =>
      processControl === undefined ? "the target's processes are not ours to pause" : undefined,
    inject: async ({ processControl }) => processControl?.pause(process),
    isInjected: ({ processControl }) => processControl?.isPaused(process) === true,
    heal: async ({ processControl }) => processControl?.resume(process),
    isHealed: ({ processControl }) => processControl?.isRunning(process) === true && !processControl.isPaused(process),
  };
}
