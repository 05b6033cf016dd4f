import { setTimeout as pause } from 'node:timers/promises';

const giveUpAfterMs = 20_000;

/** Waits until something is so; fails when it never is. */
export async function eventually(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpMs = performance.now() + giveUpAfterMs;
  while (!(await isSo())) {
    if (performance.now() > giveUpMs) throw new Error(`not so after ${giveUpAfterMs} ms: ${isSo.toString()}`);
    await pause(5);
  }
}
