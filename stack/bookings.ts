import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Appointment, AppointmentStatus, Position } from './appointments.ts';
import { sessionOf, utc } from './availability.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';
import type { Place, Schedule } from './schedules.ts';
import type { Cause } from './trace.ts';

/** Whose time, and when; in ms since the epoch. */
export interface Goal {
  readonly staffId: string;
  readonly start: number;
  /** What the caller believes to be the end; checked when it is said. */
  readonly end?: number;
}

/** What a customer wants. */
export interface Wish extends Place, Goal {
  readonly customerId: string;
  readonly tag: string | null;
}

export interface Moved extends Appointment {
  readonly movedFrom: { readonly staffId: string; readonly start: string; readonly end: string };
}

/**
 * The rules of booking; each runs inside of a transaction that the caller brings, and refuses by a Problem. What others
 * have to hear of a booking is written by the same transaction.
 */
export interface Bookings {
  place(client: Client, tenant: string, wish: Wish, status: 'held' | 'booked', cause: Cause): Promise<Appointment>;
  confirm(client: Client, tenant: string, id: string, cause: Cause): Promise<Appointment>;
  cancel(client: Client, tenant: string, id: string, cause: Cause): Promise<Appointment>;
  markNoShow(client: Client, tenant: string, id: string): Promise<Appointment>;
  move(client: Client, tenant: string, id: string, to: Goal, cause: Cause): Promise<Moved>;
}

export function createBookings(parts: Parts, holdSeconds: number): Bookings {
  const place: Bookings['place'] = async (client, tenant, wish, status, cause) => {
    await parts.customers.demandKnown(client, tenant, wish.customerId);
    const schedule = await parts.schedules.lock(client, tenant, wish);
    const id = `appointment-${randomUUID()}`;
    const position = await prepare(client, schedule, wish, id);
    const { branchId, serviceId, customerId, tag } = wish;
    const made = { ...position, id, tenant, branchId, serviceId, customerId, status, holdSeconds, tag };
    const placed = await orTaken(() => parts.appointments.insert(client, made));
    if (status === 'booked') await parts.outbox.add(client, 'booked', id, cause);
    return placed;
  };

  /** Checks that the time is offered, clears away what ran out there, and says where the appointment would stand. */
  async function prepare(client: Client, schedule: Schedule, goal: Goal, id: string): Promise<Position> {
    const { durationMs, bufferMs, capacity } = schedule.service;
    const end = goal.start + durationMs;
    if (goal.end !== undefined && goal.end !== end) {
      throw new Problem('invalid', `this service takes ${durationMs / 60_000} minutes: the end would be ${utc(end)}`);
    }
    parts.availability.demandOffered(schedule, goal.start);
    const blocked = { from: goal.start, to: end + bufferMs };
    await parts.appointments.expireHolds(client, goal.staffId, blocked);
    const session = sessionOf(schedule.service, goal.start, id);
    return {
      staffId: goal.staffId,
      start: utc(goal.start),
      end: utc(end),
      blockedUntil: utc(blocked.to),
      session,
      capacity,
    };
  }

  const move: Bookings['move'] = async (client, tenant, id, to, cause) => {
    const before = known(await parts.appointments.readLocked(client, tenant, id));
    if (before.status !== 'booked') throw wrongState(before.status, 'moved');
    await parts.schedules.lockAll(client, [before.staffId, to.staffId]);
    const schedule = await parts.schedules.lock(client, tenant, { ...before, staffId: to.staffId });
    const position = await prepare(client, schedule, to, id);
    const after = await orTaken(() => parts.appointments.move(client, tenant, id, position));
    await parts.outbox.add(client, 'moved', id, cause);
    return { ...after, movedFrom: { staffId: before.staffId, start: before.start, end: before.end } };
  };

  /** When a conditional change hit nothing, a look at the row says why. */
  async function demand(client: Client, tenant: string, id: string, done: string, changed?: Appointment) {
    if (changed !== undefined) return changed;
    throw wrongState(known(await parts.appointments.read(client, tenant, id)).status, done);
  }

  return {
    place,
    move,
    async confirm(client, tenant, id, cause) {
      const changed = await parts.appointments.confirm(client, tenant, id);
      const confirmed = await demand(client, tenant, id, 'confirmed', changed);
      await parts.outbox.add(client, 'booked', id, cause);
      return confirmed;
    },
    async cancel(client, tenant, id, cause) {
      // A hold first: it may become a booking between the two looks, and never the other way about.
      const held = await parts.appointments.change(client, tenant, id, ['held'], 'cancelled');
      if (held !== undefined) return held;
      const changed = await parts.appointments.change(client, tenant, id, ['booked'], 'cancelled');
      const cancelled = await demand(client, tenant, id, 'cancelled', changed);
      await parts.outbox.add(client, 'cancelled', id, cause);
      return cancelled;
    },
    async markNoShow(client, tenant, id) {
      const changed = await parts.appointments.change(client, tenant, id, ['booked'], 'no-show');
      return demand(client, tenant, id, 'marked as a no-show', changed);
    },
  };
}

function known(appointment: Appointment | undefined): Appointment {
  if (appointment === undefined) throw new Problem('not-found', 'no such appointment');
  return appointment;
}

function wrongState(status: AppointmentStatus, done: string): Problem {
  if (status === 'expired') return new Problem('expired', 'this hold ran out');
  return new Problem('conflict', `an appointment that is ${status} cannot be ${done}`);
}

/** The constraints have the last word: what they refuse, and a session without a free seat, is taken. */
async function orTaken(write: () => Promise<Appointment | undefined>): Promise<Appointment> {
  const taken = 'this time is no longer free';
  try {
    const written = await write();
    if (written !== undefined) return written;
  } catch (cause) {
    const isOverlap = cause instanceof pg.DatabaseError && cause.constraint === 'no_double_booking';
    const isSeat = cause instanceof pg.DatabaseError && cause.constraint === 'one_seat_each';
    if (isOverlap || isSeat) throw new Problem('taken', taken, { cause });
    throw cause;
  }
  throw new Problem('taken', taken);
}
