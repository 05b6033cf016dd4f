import { setTimeout as sleep } from 'node:timers/promises';
import type { FaultEvent } from '../core/run.ts';
import type { Lab } from '../environments/environment.ts';
import type { Fault } from './fault.ts';

export interface LeaseOptions {
  readonly durationMs: number;
  /** Healing is tried again until then. */
  readonly healTimeoutMs: number;
  /** ms on the run's clock. */
  readonly clock: () => number;
  /** Ends the fault early, and never its healing. */
  readonly signal: AbortSignal;
  /** The journal: told before anything is broken, and again at each step. */
  readonly tell: (event: FaultEvent) => void;
}

export type LeaseEnd = 'unavailable' | 'healed' | 'stuck';

const retryMs = 250;
/** Breaking something may take a while on a machine that has much to do; later than this nobody is there any more. */
const injectTimeoutMs = 60_000;

/**
 * Breaks something for a while, and heals it whatever happens: also when breaking it failed halfway, and when the run
 * is ended meanwhile. Never throws: what could not be healed is `stuck`. What a harness leaves behind that is killed
 * itself, or does not heal in time, its environment's keeper clears away.
 */
export async function leaseFault(fault: Fault, lab: Lab, options: LeaseOptions): Promise<LeaseEnd> {
  const { clock, signal, durationMs } = options;
  const tell = (event: FaultEvent['event'], detail?: string): void =>
    options.tell({ event, atMs: clock(), fault: fault.name, ...(detail === undefined ? {} : { detail }) });
  const lack = fault.lacks(lab);
  if (lack !== undefined || signal.aborted) {
    tell('fault-unavailable', lack ?? 'the run was ended before');
    return 'unavailable';
  }
  tell('fault-leased', `for ${durationMs} ms`);
  let giveBack: (() => void) | undefined;
  try {
    giveBack = lab.lease?.(fault.name, durationMs + options.healTimeoutMs + injectTimeoutMs);
    await within(injectTimeoutMs, fault.inject(lab, signal));
    tell(fault.isInjected(lab) ? 'fault-injected' : 'fault-failed');
    await sleep(durationMs, undefined, { signal });
  } catch (error) {
    if (!signal.aborted) tell('fault-failed', words(error));
  }
  const end = await heal(fault, lab, options, tell);
  // One that is stuck stays recorded: whoever clears up is to know of it.
  if (end === 'healed') released(giveBack);
  return end;
}

/** Whoever does not look at a deadline does not outlast it either. @throws Error at the deadline */
async function within<Result>(timeoutMs: number, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: over.signal }).then(() => {
    throw new Error('it was not done in time');
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
}

/** On a full disk the record stays as it was until the next change, or until all is cleared away. */
function released(giveBack: (() => void) | undefined): void {
  try {
    giveBack?.();
  } catch {
    // It is healed, and that is what matters.
  }
}

async function heal(
  fault: Fault,
  lab: Lab,
  { healTimeoutMs }: LeaseOptions,
  tell: (event: FaultEvent['event'], detail?: string) => void,
): Promise<LeaseEnd> {
  const beganMs = performance.now();
  const deadline = AbortSignal.timeout(healTimeoutMs);
  let problem = 'it says that it is not healed';
  for (;;) {
    try {
      const leftMs = healTimeoutMs - (performance.now() - beganMs);
      await within(Math.max(leftMs, retryMs), fault.heal(lab, deadline));
      if (fault.isHealed(lab)) {
        tell('fault-healed', fault.effect?.());
        return 'healed';
      }
    } catch (error) {
      problem = words(error);
    }
    if (deadline.aborted) {
      tell('fault-stuck', problem);
      return 'stuck';
    }
    await sleep(retryMs);
  }
}

function words(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
