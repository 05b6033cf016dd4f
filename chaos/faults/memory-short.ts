import type { Fault } from '../fault.ts';
import { limitFault } from '../limit-fault.ts';

/** A process gets so much more memory and no more, and nobody else is short of any: one that needs it ends. */
export function memoryShort(process: string, spareMebibytes: number): Fault {
  const fault = limitFault('memory-short', process, 'memory', spareMebibytes * 1_048_576);
  return { ...fault, name: `${fault.name}: ${spareMebibytes} MiB` };
}
