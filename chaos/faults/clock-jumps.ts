import type { Fault } from '../fault.ts';

/** The clock that the whole platform goes by, its database too, jumps ahead (or back), and back again. */
export function clockJumps(aheadMs: number): Fault {
  return {
    name: `clock-jumps: ${aheadMs} ms`,
    lacks: ({ clock }) =>
      clock === undefined
        ? 'the target goes by the clock of this machine: only `embedded` can start it otherwise, with libfaketime'
        : undefined,
    inject: async ({ clock }, signal) => clock?.set(aheadMs, signal),
    isInjected: ({ clock }) => clock?.aheadMs() === aheadMs,
    heal: async ({ clock }, signal) => clock?.set(0, signal),
    isHealed: ({ clock }) => clock?.aheadMs() === 0,
  };
}
