import type { Fault } from '../fault.ts';
import { limitFault } from '../limit-fault.ts';

/** A process may open nothing any more, neither a file nor a connection; what is open stays so. */
export function filesUsedUp(process: string): Fault {
  return limitFault('files-used-up', process, 'files', 0);
}
