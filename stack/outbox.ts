import type { Client } from './pool.ts';
import type { ProviderName } from './settings.ts';
import type { Cause } from './trace.ts';

/** What became of an appointment that others have to hear of. */
export type Change = 'booked' | 'moved' | 'cancelled';

export type OutgoingKind = 'create' | 'move' | 'delete' | 'confirmation' | 'cancellation' | 'reminder';

/** One thing to tell one provider. Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export interface Outgoing extends Cause {
  /** The row's own. */
  readonly number: string;
  /** The same for every attempt. */
  readonly key: string;
  readonly provider: ProviderName;
  readonly kind: OutgoingKind;
  readonly tenant: string;
  readonly appointmentId: string;
  /** The appointment as it was right after the change. */
  readonly staffId: string;
  readonly start: string;
  readonly end: string;
  readonly timeZone: string;
  readonly language: 'de' | 'en';
  readonly phone: string;
  /** How often it failed. */
  readonly attempts: number;
  /** What the calendar calls the appointment's entry; null: there is none that we know of. */
  readonly entryId: string | null;
}

/** Ids of appointments of which something waits or was given up, the oldest first, at most 1,000 of each. */
export interface OutgoingBacklog {
  readonly waiting: readonly string[];
  readonly dead: readonly string[];
}

/** How much waits for one provider. */
export interface Queue {
  readonly provider: ProviderName;
  readonly waiting: number;
  readonly dead: number;
  /** Of the oldest one that waits; 0 where none does. */
  readonly ageSeconds: number;
}

/** The table of what is to be told. A row is written by the transaction that makes the change, or not at all. */
export interface Outbox {
  add(client: Client, change: Change, appointmentId: string, cause: Cause): Promise<readonly Outgoing[]>;
  /**
   * The next one whose time has come, and before which nothing waits for the same appointment; nobody else gets it for
   * the time of a lease. No transaction needs to stay open meanwhile.
   */
  next(client: Client, provider: ProviderName): Promise<Outgoing | undefined>;
  /** @param entryId what the calendar's entry is called from now on; null: there is none; undefined: as before */
  delivered(client: Client, row: Outgoing, entryId?: string | null): Promise<void>;
  postpone(client: Client, row: Outgoing, error: string, delayMs: number): Promise<void>;
  /** Lets it wait without counting an attempt. */
  release(client: Client, row: Outgoing, delayMs: number): Promise<void>;
  bury(client: Client, row: Outgoing, error: string): Promise<void>;
  backlog(client: Client, tenant: string): Promise<OutgoingBacklog>;
  queues(client: Client): Promise<readonly Queue[]>;
}

/** Longer than a call may take by far. */
const leaseSeconds = 10;

const kinds: Readonly<Record<Change, Readonly<Record<ProviderName, OutgoingKind>>>> = {
  booked: { calendar: 'create', messaging: 'confirmation' },
  moved: { calendar: 'move', messaging: 'move' },
  cancelled: { calendar: 'delete', messaging: 'cancellation' },
};

/** Neither delivered nor given up. */
export const waitsForDelivery = 'delivered_at IS NULL AND dead_at IS NULL';

/** A row as an `Outgoing`. */
export const outgoingColumns = `number, key, provider, kind, company_id AS tenant, appointment_id AS "appointmentId",
  staff_id AS "staffId", starts_at AS start, ends_at AS "end", time_zone AS "timeZone", language, phone,
  correlation_id AS "correlationId", trace_id AS "traceId", traceparent, attempts,
  (SELECT entry_id FROM calendar_entries e WHERE e.appointment_id = outbox.appointment_id) AS "entryId"`;

/** All that an outbox row takes from its appointment; `told` names providers and kinds, `a` is the appointment. */
export const outboxFields = `company_id, appointment_id, staff_id, starts_at, ends_at, time_zone, language, phone`;
export const outboxValues = `a.company_id, a.id, a.staff_id, a.starts_at, a.ends_at, b.time_zone, c.language, c.phone`;

const addSql = `INSERT INTO outbox (provider, kind, correlation_id, trace_id, traceparent, ${outboxFields})
  SELECT told.provider, told.kind, $4, $5, $6, ${outboxValues}
  FROM unnest($2::text[], $3::text[]) AS told (provider, kind), appointments a
  JOIN branches b ON b.id = a.branch_id JOIN customers c ON c.id = a.customer_id
  WHERE a.id = $1
  RETURNING ${outgoingColumns}`;

const nextSql = `UPDATE outbox SET next_attempt_at = clock_timestamp() + make_interval(secs => ${leaseSeconds})
  WHERE number = (SELECT number FROM outbox due
    WHERE provider = $1 AND ${waitsForDelivery} AND next_attempt_at <= clock_timestamp()
      AND NOT EXISTS (SELECT FROM outbox earlier
        WHERE earlier.appointment_id = due.appointment_id AND earlier.provider = due.provider
          AND earlier.number < due.number AND earlier.delivered_at IS NULL AND earlier.dead_at IS NULL)
    ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${outgoingColumns}`;

const deliveredSql = `UPDATE outbox SET delivered_at = clock_timestamp(), phone = NULL
  WHERE number = $1 AND delivered_at IS NULL`;

const entrySql = `WITH kept AS (INSERT INTO calendar_entries (appointment_id, entry_id) VALUES ($2, $3)
    ON CONFLICT (appointment_id) DO UPDATE SET entry_id = excluded.entry_id) ${deliveredSql}`;

const noEntrySql = `WITH gone AS (DELETE FROM calendar_entries WHERE appointment_id = $2) ${deliveredSql}`;

// Only what waits: who held the row for longer than the lease may find that another relay made an end of it.
const postponeSql = `UPDATE outbox SET attempts = attempts + $4, last_error = coalesce($2, last_error),
    next_attempt_at = clock_timestamp() + make_interval(secs => $3)
  WHERE number = $1 AND ${waitsForDelivery}`;

const burySql = `UPDATE outbox SET attempts = attempts + 1, last_error = $2, dead_at = clock_timestamp()
  WHERE number = $1 AND ${waitsForDelivery}`;

const backlogSql = (state: string) => `SELECT appointment_id AS id FROM outbox WHERE company_id = $1 AND ${state}
  GROUP BY appointment_id ORDER BY min(number) LIMIT 1000`;

const queuesSql = `SELECT provider, count(*) FILTER (WHERE dead_at IS NULL)::integer AS waiting,
    count(dead_at)::integer AS dead,
    coalesce(extract(epoch FROM clock_timestamp() - min(created_at) FILTER (WHERE dead_at IS NULL)), 0)::float8
      AS "ageSeconds"
  FROM outbox WHERE delivered_at IS NULL GROUP BY provider`;

/** @param providers those that there are; for the others nothing is written */
export function createOutbox(providers: readonly ProviderName[]): Outbox {
  const run = async (client: Client, name: string, text: string, values: readonly unknown[]): Promise<void> =>
    void (await client.query({ name, text, values: [...values] }));
  const rows = async <Row extends object>(client: Client, name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Row>({ name, text, values: [...values] })).rows;
  const ids = async (client: Client, name: string, state: string, tenant: string) =>
    (await rows<{ readonly id: string }>(client, name, backlogSql(state), [tenant])).map(({ id }) => id);
  return {
    async add(client, change, appointmentId, { correlationId, traceId, traceparent = null }) {
      if (providers.length === 0) return [];
      const told = providers.map((provider) => kinds[change][provider]);
      const values = [appointmentId, providers, told, correlationId, traceId, traceparent];
      return rows(client, 'add-outgoing', addSql, values);
    },
    next: async (client, provider) => (await rows<Outgoing>(client, 'next-outgoing', nextSql, [provider]))[0],
    async delivered(client, { number, appointmentId }, entryId) {
      if (entryId === undefined) await run(client, 'delivered', deliveredSql, [number]);
      else if (entryId === null) await run(client, 'delivered-no-entry', noEntrySql, [number, appointmentId]);
      else await run(client, 'delivered-entry', entrySql, [number, appointmentId, entryId]);
    },
    postpone: (client, { number }, error, delayMs) =>
      run(client, 'postpone-outgoing', postponeSql, [number, error, delayMs / 1_000, 1]),
    release: (client, { number }, delayMs) =>
      run(client, 'postpone-outgoing', postponeSql, [number, null, delayMs / 1_000, 0]),
    bury: (client, { number }, error) => run(client, 'bury-outgoing', burySql, [number, error]),
    backlog: async (client, tenant) => ({
      waiting: await ids(client, 'waiting-outgoing', waitsForDelivery, tenant),
      dead: await ids(client, 'dead-outgoing', 'dead_at IS NOT NULL', tenant),
    }),
    queues: (client) => rows(client, 'outgoing-queues', queuesSql, []),
  };
}
