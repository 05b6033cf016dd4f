import { setTimeout as sleep } from 'node:timers/promises';
import { processKilled } from '../chaos/faults/process-killed.ts';
import { leaseFault } from '../chaos/lease-fault.ts';
import type { Plan } from '../core/plan.ts';
import type { Ready, RunContext } from './make-ready.ts';

/** A process that does not come up again within this time does not come up. */
const healTimeoutMs = 30_000;

/** Breaks what the plan says, each at its time, and waits until all of it is healed; called when the load begins. */
export async function leaseFaults(context: RunContext, { lab }: Ready, { faults = [] }: Plan): Promise<void> {
  const { clock, recorder, signal, stuck } = context;
  await Promise.all(
    faults.map(async ({ process, atMs, durationMs }) => {
      await sleep(atMs, undefined, { signal }).catch(() => undefined);
      const fault = processKilled(process);
      const options = { durationMs, healTimeoutMs, clock: clock.now, signal, tell: recorder.event };
      if ((await leaseFault(fault, lab, options)) === 'stuck') stuck.push(fault.name);
    }),
  );
}
