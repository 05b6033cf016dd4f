import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { outboxFields, outboxValues } from './outbox.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';

/** Who is reminded of what is near. */
export interface Reminders {
  /**
   * Writes a reminder for appointments that start within a day, a few at a time and each once; how many they were. An
   * appointment that is just being changed has its turn later: what is said of it keeps its order.
   */
  enqueue(client: Client): Promise<number>;
}

/** So many at once: nobody who books now waits behind the whole of tomorrow. */
const batch = 50;
const lookEveryMs = 1_000;

const enqueueSql = `WITH near AS (
    SELECT id FROM appointments
    WHERE status = 'booked' AND reminded_at IS NULL AND starts_at > now() AND starts_at <= now() + interval '24 hours'
    ORDER BY starts_at LIMIT ${batch} FOR NO KEY UPDATE SKIP LOCKED),
  a AS (UPDATE appointments SET reminded_at = clock_timestamp() FROM near WHERE appointments.id = near.id
    RETURNING appointments.*)
  INSERT INTO outbox (provider, kind, correlation_id, trace_id, ${outboxFields})
  SELECT 'messaging', 'reminder', 'reminder:' || a.id, replace(gen_random_uuid()::text, '-', ''), ${outboxValues}
  FROM a JOIN branches b ON b.id = a.branch_id
  JOIN customers c ON c.id = a.customer_id`;

export function createReminders(): Reminders {
  return {
    enqueue: async (client) => (await client.query({ name: 'enqueue-reminders', text: enqueueSql })).rowCount ?? 0,
  };
}

/** Looks who is to be reminded, again and again until it is stopped. */
export async function startReminding(parts: Parts, log: Logger, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await parts.transactions.write((client) => parts.reminders.enqueue(client));
    } catch (error) {
      log.error({ err: error }, 'nobody can be reminded now');
    }
    await pause(lookEveryMs, undefined, { signal: stopping }).catch(() => undefined);
  }
}
