import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../chaos/fault.ts';
import { clockJumps } from '../chaos/faults/clock-jumps.ts';
import { connectionsUsedUp } from '../chaos/faults/connections-used-up.ts';
import { cpuStolen } from '../chaos/faults/cpu-stolen.ts';
import { databaseKilled } from '../chaos/faults/database-killed.ts';
import { filesUsedUp } from '../chaos/faults/files-used-up.ts';
import { linkClosesSlowly } from '../chaos/faults/link-closes-slowly.ts';
import { linkCut } from '../chaos/faults/link-cut.ts';
import { linkNarrow } from '../chaos/faults/link-narrow.ts';
import { linkSilent } from '../chaos/faults/link-silent.ts';
import { linkSlow } from '../chaos/faults/link-slow.ts';
import { lockHeld } from '../chaos/faults/lock-held.ts';
import { memoryShort } from '../chaos/faults/memory-short.ts';
import { processKilled } from '../chaos/faults/process-killed.ts';
import { processPaused } from '../chaos/faults/process-paused.ts';
import { processStopped } from '../chaos/faults/process-stopped.ts';
import { providerMisbehaves } from '../chaos/faults/provider-misbehaves.ts';
import { repliesLate } from '../chaos/faults/replies-late.ts';
import { repliesLost } from '../chaos/faults/replies-lost.ts';
import { repliesReplaced } from '../chaos/faults/replies-replaced.ts';
import { requestsDoubled } from '../chaos/faults/requests-doubled.ts';
import { leaseFault } from '../chaos/lease-fault.ts';
import type { Plan, PlannedFault } from '../core/plan.ts';
import type { FaultEvent } from '../core/run.ts';
import type { Ready, RunContext } from './make-ready.ts';

/** A process that does not come up again within this time, nothing else being broken any more, does not come up. */
const healAloneMs = 30_000;
/** What is to be broken at a moment of the platform's clock is no more, so much later. */
const lateMaxMs = 2_000;

/**
 * Breaks what the plan says, each at its time, and waits until all of it is healed; called when the load begins. Who is
 * hit twice is healed before the second time, however late that makes it.
 */
export async function leaseFaults(
  context: Pick<RunContext, 'clock' | 'recorder' | 'signal' | 'stuck'>,
  { lab }: Pick<Ready, 'lab'>,
  { faults = [], beginsAtMs }: Pick<Plan, 'faults' | 'beginsAtMs'>,
): Promise<void> {
  const { clock, recorder, signal, stuck } = context;
  const lateMs = clock.now() - (beginsAtMs ?? clock.now());
  const turns = new Map<string, Promise<void>>();
  const endOf = ({ atMs, durationMs }: PlannedFault): number => atMs + durationMs;
  const lastEndMs = Math.max(0, ...faults.filter(({ isThroughout }) => isThroughout !== true).map(endOf));
  for (const planned of faults) {
    const before = turns.get(hitBy(planned));
    const lease = async (): Promise<void> => {
      await sleep(planned.atMs, undefined, { signal }).catch(() => undefined);
      await before;
      const fault = faultOf(planned);
      const { durationMs, isThroughout } = planned;
      const tell = (event: FaultEvent): void =>
        recorder.event(isThroughout === true ? { ...event, isThroughout } : event);
      const healTimeoutMs = healAloneMs + Math.max(0, lastEndMs - endOf(planned));
      const options = { durationMs, healTimeoutMs, clock: clock.now, signal, tell };
      if (lateMs > lateMaxMs && fault.lacks(lab) === undefined) {
        const detail = `the load began ${Math.round(lateMs / 1_000)} s too late for what it was to meet`;
        tell({ event: 'fault-unavailable', atMs: clock.now(), fault: fault.name, detail });
        return;
      }
      if ((await leaseFault(fault, lab, options)) === 'stuck') stuck.push(fault.name);
    };
    turns.set(hitBy(planned), lease());
  }
  await Promise.all(turns.values());
}

/** Two faults of the same part of the target take turns. */
function hitBy(planned: PlannedFault): string {
  if ('process' in planned) return planned.process;
  if ('provider' in planned) return planned.provider;
  if ('aheadMs' in planned) return 'clock';
  if ('link' in planned) return `link ${planned.link}`;
  // The rest of those with a share are about what users ask and hear.
  return 'share' in planned ? 'link users' : 'postgres';
}

function faultOf(planned: PlannedFault): Fault {
  switch (planned.fault) {
    case 'process-killed':
      return processKilled(planned.process);
    case 'process-stopped':
      return processStopped(planned.process);
    case 'process-paused':
      return processPaused(planned.process);
    case 'provider-misbehaves':
      return providerMisbehaves(planned.provider, planned.conduct);
    case 'database-killed':
      return databaseKilled();
    case 'connections-used-up':
      return connectionsUsedUp();
    case 'link-cut':
      return linkCut(planned.link);
    case 'link-slow':
      return linkSlow(planned.link, planned);
    case 'link-narrow':
      return linkNarrow(planned.link, planned.kilobytesPerSecond);
    case 'link-silent':
      return linkSilent(planned.link);
    case 'link-closes-slowly':
      return linkClosesSlowly(planned.link, planned.delayMs);
    case 'lock-held':
      return lockHeld();
    case 'cpu-stolen':
      return cpuStolen(planned.process, planned.share);
    case 'files-used-up':
      return filesUsedUp(planned.process);
    case 'clock-jumps':
      return clockJumps(planned.aheadMs);
    case 'memory-short':
      return memoryShort(planned.process, planned.spareMebibytes);
    case 'replies-lost':
      return repliesLost(planned.share);
    case 'replies-replaced':
      return repliesReplaced(planned.share);
    case 'replies-late':
      return repliesLate(planned.share, planned.latencyMs);
    case 'requests-doubled':
      return requestsDoubled(planned.share);
  }
}
