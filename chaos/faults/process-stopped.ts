import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { processKilled } from './process-killed.ts';

/** As long as container engines and process managers wait, or longer; then they kill. */
const graceMs = 15_000;

/** SIGTERM, as before an update: the process ends what it has begun, ends, and is started again under its name. */
export function processStopped(process: string): Fault {
  return {
    ...processKilled(process),
    name: `process-stopped ${process}`,
    inject: async ({ processControl }, signal) => {
      const ended = processControl?.kill(process, 'SIGTERM');
      const grace = sleep(graceMs, undefined, { signal, ref: false }).catch(() => undefined);
      await Promise.race([ended, grace]);
      await processControl?.kill(process, 'SIGKILL');
    },
  };
}
