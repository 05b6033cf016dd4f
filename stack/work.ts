import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { WaitingEvent } from './inbox.ts';
import type { Parts } from './parts.ts';
import { isRefusal, Problem } from './problem.ts';

/** Handles waiting events, several at once, until it is stopped. Any number of workers may work side by side. */
export interface Work {
  /** Finishes what it has begun. */
  stop(): Promise<void>;
}

/** Events that one worker handles at once. */
const lanesMax = 4;
/** How soon an idle worker looks again. */
const lookEveryMs = 200;
/** An event that fails is tried after about 0.2, 0.4, 0.8 and 1.6 s again, then it is given up. */
const attemptsMax = 5;
const firstDelayMs = 200;

export function startWork(parts: Parts, log: Logger): Work {
  const stopping = new AbortController();
  const lanes = new Set<Promise<void>>();

  /** One more lane, as long as there is work: each event that is found calls the next lane. */
  function wake(): void {
    if (lanes.size >= lanesMax || stopping.signal.aborted) return;
    const lane = drain()
      .catch((error: unknown) => log.error({ err: error }, 'events wait: they cannot be handled now'))
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  async function drain(): Promise<void> {
    while (!stopping.signal.aborted && (await handleOne(parts, log))) wake();
  }

  async function look(): Promise<void> {
    while (!stopping.signal.aborted) {
      const isWaiting = lanes.size === 0 && (await parts.transactions.read(parts.inbox.isWaiting).catch(() => false));
      if (isWaiting) wake();
      await pause(lookEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const looking = look();
  return {
    async stop() {
      stopping.abort();
      await looking;
      await Promise.all(lanes);
    },
  };
}

/** Effect and mark in one transaction: either both are there or neither is. False when nothing waits. */
async function handleOne(parts: Parts, log: Logger): Promise<boolean> {
  let taken: WaitingEvent | undefined;
  try {
    await parts.transactions.write(async (client) => {
      taken = await parts.inbox.next(client);
      if (taken === undefined) return;
      await parts.events.handle(client, taken);
      await parts.inbox.handled(client, taken, null);
    });
    if (taken !== undefined) log.info(named(taken), 'handled');
  } catch (error) {
    if (taken === undefined) throw error;
    await settle(parts, log, taken, error);
  }
  return taken !== undefined;
}

/** A refusal is an outcome, what nobody can read is given up at once, and all else is tried again for a while. */
async function settle(parts: Parts, log: Logger, event: WaitingEvent, error: unknown): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const isUnreadable = error instanceof Problem && error.status === 400;
  const isLast = event.attempts + 1 >= attemptsMax;
  await parts.transactions.write((client) => {
    if (isRefusal(error) && !isUnreadable) return parts.inbox.handled(client, event, reason);
    if (isUnreadable || isLast) return parts.inbox.bury(client, event, reason);
    const delayMs = firstDelayMs * 2 ** event.attempts * (0.5 + Math.random());
    return parts.inbox.postpone(client, event, reason, delayMs);
  });
  log.warn({ ...named(event), reason, attempt: event.attempts + 1 }, 'had no effect');
}

function named({ id, kind, tenant, correlationId }: WaitingEvent): object {
  return { event: id, kind, tenant, correlationId };
}
