import type { LimitName } from '../environments/environment.ts';
import type { Fault } from './fault.ts';

/**
 * A process that gets hardly more of something than it has, and may take as much as before afterwards. One that ends
 * of it is started again.
 * @param spare what it still gets, in the limit's own unit
 */
export function limitFault(name: string, process: string, limit: LimitName, spare: number): Fault {
  return {
    name: `${name} ${process}`,
    lacks: ({ limits }) =>
      limits === undefined
        ? "the limits of the target's processes are not ours to lower (only of Linux, outside of containers)"
        : undefined,
    inject: async ({ limits }) => limits?.lower(process, limit, spare),
    isInjected: ({ limits, processControl }) =>
      limits?.isLowered(process, limit) === true || processControl?.isRunning(process) === false,
    async heal({ limits, processControl }, signal) {
      await limits?.putBack(process, limit);
      await processControl?.start(process, signal);
    },
    isHealed: ({ limits, processControl }) =>
      limits?.isLowered(process, limit) === false && processControl?.isRunning(process) === true,
  };
}
