import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../chaos/fault.ts';
import { processKilled } from '../chaos/faults/process-killed.ts';
import { providerMisbehaves } from '../chaos/faults/provider-misbehaves.ts';
import { leaseFault } from '../chaos/lease-fault.ts';
import type { Plan, PlannedFault } from '../core/plan.ts';
import type { Ready, RunContext } from './make-ready.ts';

/** A process that does not come up again within this time does not come up. */
const healTimeoutMs = 30_000;

/**
 * Breaks what the plan says, each at its time, and waits until all of it is healed; called when the load begins. Who is
 * hit twice is healed before the second time, however late that makes it.
 */
export async function leaseFaults(
  context: Pick<RunContext, 'clock' | 'recorder' | 'signal' | 'stuck'>,
  { lab }: Pick<Ready, 'lab'>,
  { faults = [] }: Pick<Plan, 'faults'>,
): Promise<void> {
  const { clock, recorder, signal, stuck } = context;
  const turns = new Map<string, Promise<void>>();
  for (const planned of faults) {
    const before = turns.get(hitBy(planned));
    const lease = async (): Promise<void> => {
      await sleep(planned.atMs, undefined, { signal }).catch(() => undefined);
      await before;
      const fault = faultOf(planned);
      const options = { durationMs: planned.durationMs, healTimeoutMs, clock: clock.now, signal, tell: recorder.event };
      if ((await leaseFault(fault, lab, options)) === 'stuck') stuck.push(fault.name);
    };
    turns.set(hitBy(planned), lease());
  }
  await Promise.all(turns.values());
}

function hitBy(planned: PlannedFault): string {
  return planned.fault === 'process-killed' ? planned.process : planned.provider;
}

function faultOf(planned: PlannedFault): Fault {
  if (planned.fault === 'process-killed') return processKilled(planned.process);
  return providerMisbehaves(planned.provider, planned.conduct);
}
