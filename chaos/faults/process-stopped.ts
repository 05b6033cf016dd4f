import type { Fault } from '../fault.ts';
import { processKilled } from './process-killed.ts';

/** SIGTERM, as before an update: the process ends what it has begun, ends, and is started again under its name. */
export function processStopped(process: string): Fault {
  return {
    ...processKilled(process),
    name: `process-stopped ${process}`,
    inject: async ({ processControl }) => processControl?.kill(process, 'SIGTERM'),
  };
}
