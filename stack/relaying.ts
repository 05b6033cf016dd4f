import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CallFailure } from './call-failure.ts';
import type { Outgoing } from './outbox.ts';
import type { Parts } from './parts.ts';
import { startReminding } from './reminders.ts';
import { isHeldBack } from './resilience.ts';
import type { ProviderName } from './settings.ts';

/** Delivers what waits in the outbox until it is stopped. Any number of relays may work side by side. */
export interface Relaying {
  /** Finishes what it has begun. */
  stop(): Promise<void>;
}

/** How soon an idle relay looks again. */
const lookEveryMs = 200;
/** How long a row waits that may not be tried now, about. */
const heldBackMs = 1_000;

export function startRelaying(parts: Parts, providers: readonly ProviderName[], log: Logger): Relaying {
  const stopping = new AbortController();
  const relays = providers.map((provider) => relayTo(parts, provider, log, stopping.signal));
  const reminding = providers.includes('messaging') ? startReminding(parts, log, stopping.signal) : undefined;
  return {
    async stop() {
      stopping.abort();
      await Promise.all([...relays, reminding]);
    },
  };
}

/** As many lanes as the provider has room for, as long as there is something for them. */
async function relayTo(parts: Parts, provider: ProviderName, log: Logger, stopping: AbortSignal): Promise<void> {
  const lanes = new Set<Promise<void>>();

  /** Each row that is found calls the next lane. */
  function wake(): void {
    if (stopping.aborted || lanes.size >= parts.resilience.room(provider)) return;
    const lane = drain()
      .catch((error: unknown) => log.error({ err: error, provider }, 'nothing can be delivered now'))
      .finally(() => lanes.delete(lane));
    lanes.add(lane);
  }

  async function drain(): Promise<void> {
    while (!stopping.aborted && lanes.size <= parts.resilience.room(provider)) {
      const row = await parts.transactions.read((client) => parts.outbox.next(client, provider));
      if (row === undefined) return;
      wake();
      await relayOne(parts, row, log);
    }
  }

  while (!stopping.aborted) {
    wake();
    await pause(lookEveryMs, undefined, { signal: stopping }).catch(() => undefined);
  }
  await Promise.all(lanes);
}

/** No connection to the database is held while the provider is called. */
async function relayOne(parts: Parts, row: Outgoing, log: Logger): Promise<void> {
  if (row.attempts > 0 && !parts.retries.mayRetry(row.provider)) return holdBack(parts, row);
  const startMs = performance.now();
  try {
    const { entryId } = await parts.deliveries.deliver(row);
    parts.retries.succeeded(row.provider);
    await parts.transactions.read((client) => parts.outbox.delivered(client, row, entryId));
    parts.metrics.called(row.provider, 'delivered');
    log.info({ ...named(row), ms: Math.round(performance.now() - startMs) }, 'delivered');
  } catch (error) {
    if (isHeldBack(error)) await holdBack(parts, row);
    else await settle(parts, row, error, log);
  }
}

function holdBack(parts: Parts, row: Outgoing): Promise<void> {
  const delayMs = heldBackMs * (0.5 + Math.random());
  return parts.transactions.read((client) => parts.outbox.release(client, row, delayMs));
}

/** What the provider refuses, and what failed too often, is given up; all else is tried again later. */
async function settle(parts: Parts, row: Outgoing, error: unknown, log: Logger): Promise<void> {
  const reason = error instanceof Error ? error.message : String(error);
  const { isRefusal, retryAfterMs } = error instanceof CallFailure ? error : { isRefusal: false, retryAfterMs: 0 };
  const failures = row.attempts + 1;
  const isDead = isRefusal || failures >= parts.retries.attemptsMax;
  await parts.transactions.read((client) =>
    isDead
      ? parts.outbox.bury(client, row, reason)
      : parts.outbox.postpone(client, row, reason, parts.retries.delayMs(row.attempts, retryAfterMs)),
  );
  parts.metrics.called(row.provider, isRefusal ? 'refused' : 'failed');
  log.warn({ ...named(row), reason, attempt: failures, isDead }, 'not delivered');
}

function named({ provider, kind, tenant, appointmentId, correlationId, traceId, number }: Outgoing): object {
  return { provider, kind, tenant, appointment: appointmentId, outgoing: number, correlationId, traceId };
}
