import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessControl } from '../../environments/environment.ts';
import type { Fault } from '../fault.ts';

/** As long as a hypervisor lets others run, or a few times that. */
const periodMs = 100;

/** Others have the process's core for a share of the time, 0 to 1: it alone stands still, again and again. */
export function cpuStolen(process: string, share: number): Fault {
  let told: 'nothing' | 'stolen' | 'given back' = 'nothing';
  let over = new AbortController();
  let stealing: Promise<void> = Promise.resolve();
  const steal = async (control: ProcessControl, { signal }: AbortController): Promise<void> => {
    while (!signal.aborted) {
      await control.pause(process);
      await sleep(share * periodMs, undefined, { signal }).catch(() => undefined);
      await control.resume(process);
      await sleep((1 - share) * periodMs, undefined, { signal }).catch(() => undefined);
    }
  };
  return {
    name: `cpu-stolen ${process}: ${Math.round(share * 100)} %`,
    lacks: ({ processControl }) =>
      processControl === undefined ? "the target's processes are not ours to hold up" : undefined,
    async inject({ processControl }) {
      if (processControl === undefined) return;
      over = new AbortController();
      told = 'stolen';
      // One that cannot be held up any more has ended, and is told of as such.
      stealing = steal(processControl, over).catch(() => over.abort());
    },
    isInjected: () => told === 'stolen' && !over.signal.aborted,
    async heal({ processControl }) {
      over.abort();
      await stealing;
      await processControl?.resume(process);
      told = 'given back';
    },
    isHealed: ({ processControl }) =>
      told === 'given back' && processControl?.isRunning(process) === true && !processControl.isPaused(process),
  };
}
