import type { DayWindow, Interval, WeeklyHours } from './calendar.ts';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';

export interface Service {
  readonly id: string;
  readonly durationMs: number;
  readonly bufferMs: number;
  readonly capacity: number;
}

/** Who offers a service at a branch, and when they work. */
export interface Schedule {
  readonly service: Service;
  readonly staff: readonly { readonly id: string; readonly hours: WeeklyHours }[];
}

/** What keeps a staff member from being booked: a held, booked or missed appointment with its buffer. */
export interface Busy extends Interval {
  readonly staffId: string;
  readonly session: string;
}

/** What is offered, read from the catalogue, and what is busy. */
export interface Schedules {
  /** @throws Problem `not-found` for a branch or service that is not the tenant's */
  of(client: Client, tenant: string, branchId: string, serviceId: string): Promise<Schedule>;
  busy(client: Client, staffIds: readonly string[], between: Interval): Promise<readonly Busy[]>;
  /**
   * The same for one staff member, whose calendar stays locked until the transaction ends: all that wants to write
   * there queues up here, instead of meeting in the exclusion constraint, where two may deadlock.
   * @throws Problem `not-found` for a place, person or service that is not the tenant's, `invalid` for one that does
   *   not offer the service
   */
  lock(client: Client, tenant: string, place: Place): Promise<Schedule>;
  /** Locks several calendars, always in the order of their ids, so that no two movers wait for each other. */
  lockAll(client: Client, staffIds: readonly string[]): Promise<void>;
}

export interface Place {
  readonly branchId: string;
  readonly serviceId: string;
  readonly staffId: string;
}

interface ScheduleRow {
  readonly time_zone: string;
  readonly opening_hours: readonly DayWindow[];
  readonly holidays: readonly string[];
  readonly duration_minutes: number;
  readonly buffer_minutes: number;
  readonly capacity: number;
  readonly staff_id: string | null;
  readonly working_hours: readonly DayWindow[];
  readonly offers: boolean;
}

const columns = `b.time_zone, b.opening_hours, b.holidays, s.duration_minutes, s.buffer_minutes, s.capacity,
  m.id AS staff_id, m.working_hours`;

const scheduleSql = `SELECT ${columns}, true AS offers
  FROM services s
  JOIN branches b ON b.id = $2 AND b.company_id = s.company_id
  LEFT JOIN (staff_services o JOIN staff m ON m.id = o.staff_id AND m.branch_id = $2) ON o.service_id = s.id
  WHERE s.id = $3 AND s.company_id = $1`;

const lockSql = `SELECT ${columns},
    EXISTS (SELECT FROM staff_services o WHERE o.service_id = s.id AND o.staff_id = m.id) AS offers
  FROM staff m
  JOIN branches b ON b.id = m.branch_id
  JOIN services s ON s.id = $3 AND s.company_id = m.company_id
  WHERE m.id = $4 AND m.company_id = $1 AND m.branch_id = $2
  FOR NO KEY UPDATE OF m`;

/** What is in the way of others, or was until it ran out. */
export const isTaken = "status IN ('held', 'booked', 'no-show')";
/** A hold only until it runs out. */
const isBlocking = `${isTaken}
    AND (status <> 'held' OR expires_at > clock_timestamp())`;

const busySql = `SELECT staff_id, session, extract(epoch FROM lower(blocked))::float8 * 1000 AS from_ms,
    extract(epoch FROM upper(blocked))::float8 * 1000 AS to_ms
  FROM appointments
  WHERE staff_id = ANY ($1::text[]) AND blocked && tstzrange($2, $3)
    AND ${isBlocking}`;

export function createSchedules(): Schedules {
  return {
    async of(client, tenant, branchId, serviceId) {
      const query = { name: 'schedule', text: scheduleSql, values: [tenant, branchId, serviceId] };
      return toSchedule((await client.query<ScheduleRow>(query)).rows, serviceId);
    },
    async busy(client, staffIds, between) {
      const values = [staffIds, new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const { rows } = await client.query<{ staff_id: string; session: string; from_ms: number; to_ms: number }>({
        name: 'busy',
        text: busySql,
        values,
      });
      return rows.map((row) => ({ staffId: row.staff_id, session: row.session, from: row.from_ms, to: row.to_ms }));
    },
    async lock(client, tenant, place) {
      const values = [tenant, place.branchId, place.serviceId, place.staffId];
      const { rows } = await client.query<ScheduleRow>({ name: 'lock-schedule', text: lockSql, values });
      const schedule = toSchedule(rows, place.serviceId);
      if (rows[0]?.offers !== true) throw new Problem('invalid', 'this staff member does not offer this service');
      return schedule;
    },
    async lockAll(client, staffIds) {
      const text = 'SELECT FROM staff WHERE id = ANY ($1::text[]) ORDER BY id FOR NO KEY UPDATE';
      await client.query({ name: 'lock-calendars', text, values: [staffIds] });
    },
  };
}

function toSchedule(rows: readonly ScheduleRow[], serviceId: string): Schedule {
  const first = rows[0];
  if (first === undefined) throw new Problem('not-found', 'no such branch, service or staff member');
  const { time_zone: timeZone, opening_hours: openingHours, holidays } = first;
  return {
    service: {
      id: serviceId,
      durationMs: first.duration_minutes * 60_000,
      bufferMs: first.buffer_minutes * 60_000,
      capacity: first.capacity,
    },
    staff: rows.flatMap((row) =>
      row.staff_id === null
        ? []
        : [{ id: row.staff_id, hours: { timeZone, openingHours, holidays, workingHours: row.working_hours } }],
    ),
  };
}
