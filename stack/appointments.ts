import type { Interval } from './calendar.ts';
import type { Client } from './pool.ts';

export type AppointmentStatus = 'held' | 'booked' | 'cancelled' | 'no-show' | 'expired';

/** An appointment as the API shows it; times are UTC, `YYYY-MM-DDTHH:MM:SSZ`. */
export interface Appointment {
  readonly id: string;
  readonly status: AppointmentStatus;
  readonly branchId: string;
  readonly staffId: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly start: string;
  readonly end: string;
  readonly expiresAt: string | null;
  readonly tag: string | null;
}

/** Where an appointment stands in a calendar. */
export interface Position {
  readonly staffId: string;
  readonly start: string;
  readonly end: string;
  /** End of the buffer. */
  readonly blockedUntil: string;
  readonly session: string;
  readonly capacity: number;
}

export interface NewAppointment extends Position {
  readonly id: string;
  readonly tenant: string;
  readonly branchId: string;
  readonly serviceId: string;
  readonly customerId: string;
  readonly status: 'held' | 'booked';
  /** How long a hold lasts; counts from the moment of the insert. */
  readonly holdSeconds: number;
  readonly tag: string | null;
}

/** The table of appointments. Every change is one statement whose condition is checked by the database itself. */
export interface Appointments {
  /** Undefined when all seats of the session are taken; throws the database's 23P01 when something overlaps. */
  insert(client: Client, appointment: NewAppointment): Promise<Appointment | undefined>;
  read(client: Client, tenant: string, id: string): Promise<Appointment | undefined>;
  /** The same, and nobody else changes it until the transaction ends. */
  readLocked(client: Client, tenant: string, id: string): Promise<Appointment | undefined>;
  /** From held to booked, unless the hold ran out. */
  confirm(client: Client, tenant: string, id: string): Promise<Appointment | undefined>;
  /** From one of these states to another; undefined when it is in none of them, or a hold that ran out. */
  change(
    client: Client,
    tenant: string,
    id: string,
    from: readonly AppointmentStatus[],
    to: AppointmentStatus,
  ): Promise<Appointment | undefined>;
  /** Undefined when all seats are taken there; the old place is free from the same moment on. */
  move(client: Client, tenant: string, id: string, to: Position): Promise<Appointment | undefined>;
  /** Holds that ran out stop blocking; the exclusion constraint, which knows no clock, has to be told. */
  expireHolds(client: Client, staffId: string, between: Interval): Promise<void>;
}

export const appointmentColumns = `id,
  CASE WHEN status = 'held' AND expires_at <= clock_timestamp() THEN 'expired' ELSE status END AS status,
  branch_id AS "branchId", staff_id AS "staffId", service_id AS "serviceId", customer_id AS "customerId",
  starts_at AS start, ends_at AS "end", expires_at AS "expiresAt", tag`;

/** The lowest seat of a session that nobody has; the appointment itself does not count. */
const freeSeat = (id: string, staffId: string, session: string, capacity: string) => `(
    SELECT seat FROM generate_series(1, ${capacity}::integer) AS seat
    WHERE NOT EXISTS (SELECT FROM appointments taken
      WHERE taken.staff_id = ${staffId} AND taken.session = ${session} AND taken.seat = seat.seat
        AND taken.id <> ${id} AND taken.status IN ('held', 'booked', 'no-show'))
    ORDER BY seat LIMIT 1) AS free`;

const insertSql = `INSERT INTO appointments
    (id, company_id, branch_id, staff_id, service_id, customer_id, status, starts_at, ends_at, blocked, session, seat,
     expires_at, tag)
  SELECT $1, $2, $3, $4, $5, $6, $7, $8::timestamptz, $9, tstzrange($8::timestamptz, $10), $11::text, free.seat,
     CASE WHEN $7 = 'held' THEN clock_timestamp() + make_interval(secs => $13) END, $14
  FROM ${freeSeat('$1', '$4', '$11', '$12')}
  RETURNING ${appointmentColumns}`;

const readSql = `SELECT ${appointmentColumns} FROM appointments WHERE id = $2 AND company_id = $1`;

const confirmSql = `UPDATE appointments SET status = 'booked', expires_at = NULL
  WHERE id = $2 AND company_id = $1 AND status = 'held' AND expires_at > clock_timestamp()
  RETURNING ${appointmentColumns}`;

const changeSql = `UPDATE appointments SET status = $4, expires_at = NULL
  WHERE id = $2 AND company_id = $1 AND status = ANY ($3::text[])
    AND (status <> 'held' OR expires_at > clock_timestamp())
  RETURNING ${appointmentColumns}`;

const moveSql = `UPDATE appointments
  SET staff_id = $3, starts_at = $4::timestamptz, ends_at = $5, blocked = tstzrange($4::timestamptz, $6),
      session = $7::text, seat = free.seat
  FROM ${freeSeat('$2', '$3', '$7', '$8')}
  WHERE id = $2 AND company_id = $1 AND status = 'booked'
  RETURNING ${appointmentColumns}`;

const expireSql = `UPDATE appointments SET status = 'expired'
  WHERE staff_id = $1 AND blocked && tstzrange($2, $3) AND status = 'held' AND expires_at <= clock_timestamp()`;

export function createAppointments(): Appointments {
  const one = async (client: Client, name: string, text: string, values: readonly unknown[]) =>
    (await client.query<Appointment>({ name, text, values: [...values] })).rows[0];
  return {
    insert: (client, { id, tenant, branchId, staffId, serviceId, customerId, status, ...rest }) =>
      one(client, 'insert-appointment', insertSql, [
        ...[id, tenant, branchId, staffId, serviceId, customerId, status],
        ...[rest.start, rest.end, rest.blockedUntil, rest.session, rest.capacity, rest.holdSeconds, rest.tag],
      ]),
    read: (client, tenant, id) => one(client, 'read-appointment', readSql, [tenant, id]),
    readLocked: (client, tenant, id) =>
      one(client, 'read-appointment-locked', `${readSql} FOR NO KEY UPDATE`, [tenant, id]),
    confirm: (client, tenant, id) => one(client, 'confirm-appointment', confirmSql, [tenant, id]),
    change: (client, tenant, id, from, to) => one(client, 'change-appointment', changeSql, [tenant, id, from, to]),
    move: (client, tenant, id, { staffId, start, end, blockedUntil, session, capacity }) =>
      one(client, 'move-appointment', moveSql, [tenant, id, staffId, start, end, blockedUntil, session, capacity]),
    async expireHolds(client, staffId, between) {
      const values = [staffId, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      await client.query({ name: 'expire-holds', text: expireSql, values });
    },
  };
}
