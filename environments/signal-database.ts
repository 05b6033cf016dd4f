import { setTimeout as sleep } from 'node:timers/promises';
import { childrenOf, startOfProcess } from './process-identity.ts';
import { untilHeldUp } from './until-held-up.ts';
import type { Child } from './workspace.ts';

const goneMs = 5_000;
/** Nobody can refuse these, so they go to each process of the database. */
const irresistible: readonly NodeJS.Signals[] = ['SIGKILL', 'SIGSTOP', 'SIGCONT'];

/**
 * To all of PostgreSQL: its children lead process groups of their own, and would go on for a while without the first
 * process. That one is held up meanwhile, so that it starts no more of them. SIGTERM becomes SIGINT: it would wait
 * until every client has gone. @throws Error when a process survives SIGKILL
 */
export async function signalDatabase(first: Child, signal: NodeJS.Signals): Promise<void> {
  if (!irresistible.includes(signal)) {
    first.kill(signal === 'SIGTERM' ? 'SIGINT' : signal);
    return;
  }
  first.kill('SIGSTOP');
  await untilHeldUp(first, true);
  const children = childrenOf(first.pid).map((pid) => ({ pid, startedAt: startOfProcess(pid) }));
  for (const { pid, startedAt } of children) if (startedAt !== null) process.kill(pid, signal);
  first.kill(signal);
  if (signal !== 'SIGKILL') return;
  await first.ended;
  const isAlive = (child: (typeof children)[number]): boolean =>
    child.startedAt !== null && startOfProcess(child.pid) === child.startedAt;
  for (const sinceMs = performance.now(); children.some(isAlive); await sleep(5)) {
    if (performance.now() - sinceMs > goneMs) throw new Error(`the database was not gone within ${goneMs} ms`);
  }
}
