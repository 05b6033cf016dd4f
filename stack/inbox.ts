import type { Client } from './pool.ts';
import type { Cause } from './trace.ts';

/** An event of the voice provider, as it is stored. */
export interface ReceivedEvent extends Cause {
  readonly tenant: string;
  /** The sender's; unique for the tenant. */
  readonly id: string;
  readonly kind: string;
  /** JSON, as it came over the wire. */
  readonly body: Buffer;
  /** By the sender's clock, ms since the epoch. */
  readonly sentAtMs: number;
}

export interface WaitingEvent extends Omit<ReceivedEvent, 'sentAtMs'> {
  /** The row's own. */
  readonly number: string;
  /** How often it failed. */
  readonly attempts: number;
}

/** Ids of events, the oldest first, at most 1,000 of each. */
export interface Backlog {
  readonly waiting: readonly string[];
  readonly dead: readonly string[];
}

/** The table of events. Whoever handles one holds its row, so that no second worker takes it meanwhile. */
export interface Inbox {
  /** False when this id was stored before; while another transaction stores it, this waits for its end. */
  store(client: Client, event: ReceivedEvent): Promise<boolean>;
  isWaiting(client: Client): Promise<boolean>;
  /** An event whose time has come, locked until the transaction ends; undefined when there is none for us. */
  next(client: Client): Promise<WaitingEvent | undefined>;
  /** @param refusal why it had no effect, where it was refused */
  handled(client: Client, event: WaitingEvent, refusal: string | null): Promise<void>;
  postpone(client: Client, event: WaitingEvent, error: string, delayMs: number): Promise<void>;
  /** Gives it up until somebody asks for it again. */
  bury(client: Client, event: WaitingEvent, error: string): Promise<void>;
  backlog(client: Client, tenant: string): Promise<Backlog>;
  /** Lets a dead event wait again. `undefined`: there is no such event; false: it is not dead. */
  replay(client: Client, tenant: string, id: string): Promise<boolean | undefined>;
}

/** Neither handled nor given up. */
export const waits = 'handled_at IS NULL AND dead_at IS NULL';
/** A row as a `WaitingEvent`. */
export const eventColumns = `number, company_id AS tenant, event_id AS id, kind, body,
  correlation_id AS "correlationId", trace_id AS "traceId", traceparent, attempts`;

const storeSql = `INSERT INTO webhooks (company_id, event_id, kind, body, correlation_id, trace_id, traceparent,
    sent_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, to_timestamp($8::float8 / 1000)) ON CONFLICT DO NOTHING`;

const isWaitingSql = `SELECT FROM webhooks WHERE ${waits} AND next_attempt_at <= clock_timestamp()
  ORDER BY next_attempt_at LIMIT 1`;

const nextSql = `SELECT ${eventColumns} FROM webhooks WHERE ${waits} AND next_attempt_at <= clock_timestamp()
  ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

// Only who waits: of an event that failed here another worker may have made an end meanwhile.
const handledSql = `UPDATE webhooks SET handled_at = clock_timestamp(), last_error = $2
  WHERE number = $1 AND ${waits}`;

const postponeSql = `UPDATE webhooks SET attempts = attempts + 1, last_error = $2,
    next_attempt_at = clock_timestamp() + make_interval(secs => $3)
  WHERE number = $1 AND ${waits}`;

const burySql = `UPDATE webhooks SET attempts = attempts + 1, last_error = $2, dead_at = clock_timestamp()
  WHERE number = $1 AND ${waits}`;

const backlogSql = (state: string) => `SELECT event_id AS id FROM webhooks WHERE company_id = $1 AND ${state}
  ORDER BY number LIMIT 1000`;

const replaySql = `UPDATE webhooks SET dead_at = NULL, attempts = 0, next_attempt_at = clock_timestamp()
  WHERE company_id = $1 AND event_id = $2 AND dead_at IS NOT NULL`;

const knownSql = 'SELECT FROM webhooks WHERE company_id = $1 AND event_id = $2';

export function createInbox(): Inbox {
  const count = async (client: Client, name: string, text: string, values: readonly unknown[]) =>
    (await client.query({ name, text, values: [...values] })).rowCount ?? 0;
  const ids = async (client: Client, name: string, state: string, tenant: string) =>
    (await client.query<{ readonly id: string }>({ name, text: backlogSql(state), values: [tenant] })).rows.map(
      ({ id }) => id,
    );
  return {
    async store(client, { tenant, id, kind, body, correlationId, traceId, traceparent = null, sentAtMs }) {
      const values = [tenant, id, kind, body, correlationId, traceId, traceparent, sentAtMs];
      return (await count(client, 'store-event', storeSql, values)) === 1;
    },
    isWaiting: async (client) => (await count(client, 'event-waits', isWaitingSql, [])) > 0,
    next: async (client) => (await client.query<WaitingEvent>({ name: 'next-event', text: nextSql })).rows[0],
    handled: async (client, { number }, refusal) =>
      void (await count(client, 'event-handled', handledSql, [number, refusal])),
    postpone: async (client, { number }, error, delayMs) =>
      void (await count(client, 'postpone-event', postponeSql, [number, error, delayMs / 1_000])),
    bury: async (client, { number }, error) => void (await count(client, 'bury-event', burySql, [number, error])),
    backlog: async (client, tenant) => ({
      waiting: await ids(client, 'waiting-events', waits, tenant),
      dead: await ids(client, 'dead-events', 'dead_at IS NOT NULL', tenant),
    }),
    async replay(client, tenant, id) {
      if ((await count(client, 'replay-event', replaySql, [tenant, id])) > 0) return true;
      return (await count(client, 'event-known', knownSql, [tenant, id])) > 0 ? false : undefined;
    },
  };
}
