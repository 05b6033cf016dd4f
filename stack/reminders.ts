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
    SELECT a.id FROM appointments a
    WHERE a.status = 'booked' AND a.starts_at > now() AND a.starts_at <= now() + interval '24 hours'
      AND NOT EXISTS (SELECT FROM reminders r WHERE r.appointment_id = a.id)
    ORDER BY a.starts_at LIMIT ${batch} FOR SHARE SKIP LOCKED),
  reminded AS (INSERT INTO reminders (appointment_id) SELECT id FROM near
    ON CONFLICT DO NOTHING RETURNING appointment_id)
  INSERT INTO outbox (provider, kind, correlation_id, trace_id, ${outboxFields})
  SELECT 'messaging', 'reminder', 'reminder:' || a.id, replace(gen_random_uuid()::text, '-', ''), ${outboxValues}
  FROM reminded JOIN appointments a ON a.id = reminded.appointment_id
  JOIN branches b ON b.id = a.branch_id JOIN customers c ON c.id = a.customer_id`;

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
