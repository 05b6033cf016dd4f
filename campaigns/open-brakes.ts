import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../environments/environment.ts';
import { type LoadSecond, openLoadLimits } from './open-load-limits.ts';

/** What ends a load that nobody interrupts: a file that says stop, the target's owner, too many failures. */
export interface Brakes {
  /** Aborted when the load has to end. */
  readonly signal: AbortSignal;
  /** The target's owner took the consent away: nothing more may be sent, not even to clean up. */
  isUnwelcome(): boolean;
  /** From now on the owner of this target is asked, and its failures count. */
  watch(lab: Lab): void;
  /** Takes what a generator wrote in the last second. */
  take(second: LoadSecond): void;
  close(): void;
}

export interface BrakesOptions {
  readonly runFolder: string;
  /** Beside `STOP` in the run folder. */
  readonly stopFile?: string | undefined;
  /** Told once, why. */
  readonly onStop: (reason: string) => void;
}

/** Whoever makes a file of this name in the run folder ends the load. */
export const stopFileName = 'STOP';

const lookIntervalMs = 1_000;
const failedShareMax = 0.2;

export function openBrakes({ runFolder, stopFile, onStop }: BrakesOptions): Brakes {
  const controller = new AbortController();
  const files = [join(runFolder, stopFileName), ...(stopFile === undefined ? [] : [stopFile])];
  let lab: Lab | undefined;
  let isUnwelcome = false;
  let isAsking = false;
  let limits: ReturnType<typeof openLoadLimits> | undefined;
  let asked: AbortSignal | undefined;
  const stop = (reason: string): void => {
    if (controller.signal.aborted) return;
    controller.abort();
    onStop(reason);
  };
  const askOwner = async (): Promise<void> => {
    if (isAsking || lab?.objection === undefined) return;
    isAsking = true;
    const objection = await lab.objection();
    isAsking = false;
    if (objection === undefined || asked?.aborted === true) return;
    isUnwelcome = true;
    stop(objection);
  };
  const timer = setInterval(() => {
    const file = files.find((each) => existsSync(each));
    if (file !== undefined) stop(`${file} is there, which says stop`);
    void askOwner();
  }, lookIntervalMs);
  return {
    signal: controller.signal,
    isUnwelcome: () => isUnwelcome,
    watch(started) {
      lab = started;
      const { isOfOthers = false, requestsPerSecondMax } = started;
      limits = openLoadLimits({
        ...(isOfOthers ? { failedShareMax } : {}),
        ...(requestsPerSecondMax === undefined ? {} : { requestsPerSecondMax }),
      });
    },
    take(second) {
      const reason = limits?.(second);
      if (reason !== undefined) stop(reason);
    },
    close() {
      clearInterval(timer);
      asked = AbortSignal.abort();
    },
  };
}
