import type { Slot, StoredBooking } from '../../core/booking.ts';
import type { Reason } from '../../core/operation.ts';
import type { Random } from '../../core/random.ts';
import type { World } from '../../core/world.ts';

/** What a platform does wrong; none: it is right. */
export type Flaw =
  | 'none'
  | 'double'
  | 'oversold'
  | 'half-moved'
  | 'both-taken'
  | 'crossing'
  | 'late-confirmation'
  | 'stale-offer'
  | 'blocked-after-cancel'
  | 'in-its-own-way'
  | 'drift'
  | 'error-after-commit'
  | 'lost';

export type Row = { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] } & { expiresMs: number };
export type Reply = { readonly ok: Record<string, unknown> } | { readonly fail: Reason };

/** UTC of the run's clock zero; the platform's clock is this one too, give or take a second. */
export const originMs = Date.parse('2027-03-01T08:00:00Z');
export const tenant = 't1';
const holdMs = 600;
export const services = [
  { id: 'hour', name: 'hour', durationMinutes: 60, bufferMinutes: 0, capacity: 1 },
  { id: 'half', name: 'half', durationMinutes: 30, bufferMinutes: 15, capacity: 1 },
  { id: 'group', name: 'group', durationMinutes: 60, bufferMinutes: 0, capacity: 3 },
] as const;
export const world: World = {
  schemaVersion: 1,
  seed: 1,
  anchorDay: '2027-03-01',
  tenants: [{ id: tenant, name: tenant, branches: [], services }],
};

export type Service = (typeof services)[number];

/** Whether one more has room there; the buffers behind both count. */
function isFreeAmong(rows: readonly Row[], slot: Slot, service: Service, atMs: number): boolean {
  let seats = service.capacity as number;
  for (const row of rows) {
    if (row.resource !== slot.resource || row.status === 'cancelled') continue;
    if (row.status === 'held' && row.expiresMs <= atMs) continue;
    const isBefore = Date.parse(row.start) >= endOf(slot, service.id);
    if (isBefore || Date.parse(slot.start) >= endOf(row, row.service ?? '')) continue;
    if (service.capacity === 1 || row.service !== service.id || row.start !== slot.start) return false;
    seats -= 1;
  }
  return seats > 0;
}

function endOf({ end }: Slot, service: string): number {
  return Date.parse(end) + (services.find(({ id }) => id === service)?.bufferMinutes ?? 0) * 60_000;
}

interface Wanted {
  readonly tag: string;
  readonly status: 'held' | 'booked';
  readonly customer: string;
}

/** A right platform, unless a flaw is asked for; each method is one transaction at one moment. */
export function openBusyPlatform(flaw: Flaw, draw: Random) {
  const rows: Row[] = [];
  const count = { flawed: 0 };
  let made = 0;
  const errs = (which: Flaw, chance: number, isCase = true): boolean => {
    const isHit = isCase && flaw === which && draw.chance(chance);
    if (isHit) count.flawed += 1;
    return isHit;
  };
  const rowOf = (id: string, atMs: number, from: readonly string[]): Row | undefined => {
    const row = rows.find((each) => each.id === id);
    if (row === undefined || !from.includes(row.status)) return undefined;
    const isOver = row.status === 'held' && row.expiresMs <= atMs;
    return isOver && !errs('late-confirmation', 1, from[0] === 'held') ? undefined : row;
  };
  return {
    rows,
    count,
    isFree: (slot: Slot, service: Service, atMs: number): boolean => isFreeAmong(rows, slot, service, atMs),
    add(slot: Slot, service: Service, wanted: Wanted, atMs: number): Reply {
      const isRight = isFreeAmong(rows, slot, service, atMs);
      const isWrong = errs(service.capacity === 1 ? 'double' : 'oversold', 0.3, !isRight);
      if (!isRight && !isWrong) return { fail: 'taken' };
      made += 1;
      const id = `b${made - 1}`;
      const row: Row = { ...slot, id, tenant, service: service.id, ...wanted, expiresMs: atMs + holdMs };
      const isBooking = wanted.status === 'booked';
      if (!errs('lost', 0.05, isBooking)) rows.push(row);
      const expires = isBooking ? {} : { expires: new Date(originMs + row.expiresMs).toISOString() };
      if (errs('drift', 0.05)) {
        const shifted = Date.parse(slot.start) + 7 * 86_400_000;
        Object.assign(row, { start: utc(shifted), end: utc(shifted + service.durationMinutes * 60_000) });
      }
      return errs('error-after-commit', 0.1, isBooking) ? { fail: 'error' } : { ok: { booking: id, slot, ...expires } };
    },
    become(id: string, from: readonly string[], to: Row['status'], atMs: number): Reply {
      const row = rowOf(id, atMs, from);
      if (row === undefined) return { fail: 'conflict' };
      if (errs('blocked-after-cancel', 0.3, to === 'cancelled')) rows.push(ghostOf(row));
      row.status = to;
      return { ok: { booking: id, slot: { resource: row.resource, start: row.start, end: row.end } } };
    },
    /** @param read where it stood when the request came in; it may have been moved since */
    move(id: string, slot: Slot, service: Service, atMs: number, read: Slot): Reply {
      const row = rowOf(id, atMs, ['booked']);
      if (row === undefined) return { fail: 'conflict' };
      const others = rows.filter((other) => other !== row);
      const isRight = isFreeAmong(others, slot, service, atMs);
      const held = others.filter(({ status }) => status !== 'booked');
      const mayCross = flaw === 'crossing' && isFreeAmong(held, slot, service, atMs);
      if (!isRight && !errs('crossing', 1, mayCross)) return { fail: 'taken' };
      const isBesideItself = isRight && !isFreeAmong(rows, slot, service, atMs);
      if (errs('in-its-own-way', 1, isBesideItself)) return { fail: 'taken' };
      const isRaced = read.start !== row.start || read.resource !== row.resource;
      if (errs('both-taken', 1, isRaced)) rows.push(ghostOf(row));
      Object.assign(row, errs('half-moved', 1, isRaced) ? read : slot);
      return { ok: { booking: id, slot } };
    },
  };
}

/** It stands in the way and is shown to nobody. */
function ghostOf(row: Row): Row {
  return { ...row, id: `${row.id}-ghost`, tag: 'ghost', status: 'booked' };
}

/** Answers by idempotency key, of what was not refused. */
export function openReplays() {
  const replies = new Map<string, Reply>();
  return (key: string | undefined, effect: () => Reply): Reply => {
    const known = key === undefined ? undefined : replies.get(key);
    if (known !== undefined) return known;
    const reply = effect();
    if (key !== undefined && 'ok' in reply) replies.set(key, reply);
    return reply;
  };
}

export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
