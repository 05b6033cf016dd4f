import type { Slot, StoredBooking } from '../core/booking.ts';
import type { Operation, OperationValue } from '../core/operation.ts';
import { type Random, random } from '../core/random.ts';
import type { World } from '../core/world.ts';

/** A healthy platform with many calendars: two ask for one time, holds, moves, cancellations, lost replies. */
export interface BusyHistory {
  readonly initial: readonly StoredBooking[];
  /** Some at a time; not sorted. */
  chunks(): Generator<readonly Operation[]>;
  /** After all chunks. */
  final(): Iterable<StoredBooking>;
}

/** ms since 1970 at the run's clock zero. */
export const originMs = Date.parse('2027-03-01T06:00:00Z');
const dayMs = 86_400_000;
const slotMs = 1_800_000;
const slotsPerDay = 16;
const staffPerTenant = 50;
const chunkOperations = 500;
const lengthMs = 1_800_000;

interface Stage {
  readonly draw: Random;
  readonly rows: Map<string, StoredBooking>;
  readonly taken: Set<string>;
  readonly operations: Operation[];
  count: number;
}

export function busyHistory(operations: number, resources: number): BusyHistory {
  const stage: Stage = { draw: random(1), rows: new Map(), taken: new Set(), operations: [], count: 0 };
  const initial = Array.from({ length: resources }, (_, staff) => {
    const booking = store(stage, { id: `old-${staff}`, tag: `before-${staff}`, staff, slot: slotOf(staff, 0) });
    return { ...booking };
  });
  return {
    initial,
    *chunks() {
      for (let visit = 0; stage.count < operations; visit += 1) {
        const atMs = (lengthMs * stage.count) / operations;
        playVisit(stage, visit, visit % resources, atMs);
        if (stage.operations.length < chunkOperations) continue;
        yield stage.operations.splice(0);
      }
      yield stage.operations.splice(0);
    },
    final: () => stage.rows.values(),
  };
}

/** What the platform of the history offers: companies of fifty calendars. */
export function worldOf(resources: number): World {
  const week = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
  const staffOf = (tenant: number) =>
    Array.from({ length: Math.min(staffPerTenant, resources - tenant * staffPerTenant) }, (_, at) => {
      const id = `staff-${tenant * staffPerTenant + at}`;
      return { id, name: id, workingHours: week, services: ['visit'] };
    });
  return {
    ...{ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01' },
    zones: [{ name: 'UTC', offsets: [{ from: '1970-01-01T00:00:00Z', minutes: 0 }] }],
    tenants: Array.from({ length: Math.ceil(resources / staffPerTenant) }, (_, tenant) => ({
      ...{ id: `company-${tenant}`, name: `company-${tenant}` },
      branches: [
        {
          ...{ id: `branch-${tenant}`, name: 'branch', timeZone: 'UTC', openingHours: week, holidays: [] },
          staff: staffOf(tenant),
        },
      ],
      services: [
        { id: 'visit', name: 'visit', durationMinutes: 30, bufferMinutes: 0, capacity: 1 },
        { id: 'course', name: 'course', durationMinutes: 30, bufferMinutes: 0, capacity: 8 },
      ],
    })),
  };
}

function slotOf(staff: number, slot: number): Slot {
  const startMs = originMs + dayMs * (2 + Math.floor(slot / slotsPerDay)) + (slot % slotsPerDay) * slotMs;
  const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { resource: `staff-${staff}`, start: text(startMs), end: text(startMs + slotMs) };
}

const tenantOf = (staff: number): string => `company-${Math.floor(staff / staffPerTenant)}`;
const placeName = ({ resource, start }: Slot): string => `${resource} ${start}`;

function store(
  { rows, taken }: Stage,
  { id, tag, staff, slot }: { id: string; tag: string; staff: number; slot: Slot },
): StoredBooking {
  const booking: StoredBooking = {
    ...{ id, tag, tenant: tenantOf(staff), ...slot, service: 'visit', customer: `customer-${tag}`, status: 'booked' },
  };
  rows.set(id, booking);
  taken.add(placeName(slot));
  return booking;
}

/** Two callers want one time: one gets it, changes it perhaps, and looks at it. */
function playVisit(stage: Stage, visit: number, staff: number, atMs: number): void {
  const { draw, taken } = stage;
  const slot = freeSlot(stage, staff);
  const [first, second] = [`v${visit}-a`, `v${visit}-b`];
  const place = { service: 'visit', slot, customer: `customer-${first}` };
  for (const who of [first, second]) {
    say(stage, {
      who,
      staff,
      verb: 'find-slots',
      atMs,
      asked: { service: 'visit' },
      answered: { offered: 9, slots: [slot] },
    });
  }
  const id = `appointment-${visit}`;
  const isHeld = draw.chance(0.3);
  const isLost = !isHeld && draw.chance(0.02);
  const expires = isHeld ? { expires: new Date(originMs + atMs + 160 + 120_000).toISOString() } : {};
  const make = { who: first, staff, key: first, asked: place };
  const verb = isHeld ? 'hold' : 'book';
  if (isLost) say(stage, { ...make, verb, atMs: atMs + 100, type: 'info' });
  say(stage, { ...make, verb, atMs: atMs + (isLost ? 160 : 100), answered: { booking: id, slot, ...expires } });
  say(stage, {
    ...{ who: second, staff, verb: 'book', key: second, atMs: atMs + 101, type: 'fail' },
    asked: { ...place, customer: `customer-${second}` },
  });
  if (isHeld) {
    say(stage, {
      ...make,
      verb: 'confirm',
      key: `${first}-c`,
      atMs: atMs + 300,
      asked: { ...place, booking: id },
      answered: { booking: id, slot },
    });
  }
  const booking = store(stage, { id, tag: first, staff, slot });
  say(stage, {
    who: first,
    staff,
    verb: 'read-booking',
    atMs: atMs + 400,
    asked: { booking: id },
    answered: { count: 1, read: booking },
  });
  if (draw.chance(0.1)) {
    say(stage, { who: first, staff, verb: 'cancel', atMs: atMs + 500, asked: { booking: id }, answered: {} });
    stage.rows.set(id, { ...booking, status: 'cancelled' });
    taken.delete(placeName(slot));
    return;
  }
  if (draw.chance(0.1)) {
    const to = freeSlot(stage, staff);
    say(stage, {
      who: first,
      staff,
      verb: 'reschedule',
      atMs: atMs + 500,
      asked: { booking: id, slot: to },
      answered: { booking: id, slot: to },
    });
    stage.rows.set(id, { ...booking, ...to });
    taken.delete(placeName(slot));
    taken.add(placeName(to));
  }
}

function freeSlot({ draw, taken }: Stage, staff: number): Slot {
  for (let look = draw.integer(40); ; look += 1) {
    const slot = slotOf(staff, look);
    if (!taken.has(placeName(slot))) return slot;
  }
}

interface Said {
  readonly who: string;
  readonly staff: number;
  readonly verb: string;
  readonly atMs: number;
  readonly key?: string;
  readonly type?: Operation['type'];
  readonly asked: Readonly<Record<string, unknown>>;
  readonly answered?: Readonly<Record<string, unknown>>;
}

function say(stage: Stage, { who, staff, verb, atMs, key, type = 'ok', asked, answered }: Said): void {
  stage.count += 1;
  const id = stage.count.toString(16).padStart(32, '0');
  const endMs = atMs + 5 + 20 * stage.draw.next();
  const value: OperationValue = {
    asked: { tenant: tenantOf(staff), branch: `branch-${Math.floor(staff / staffPerTenant)}`, ...asked },
    ...(answered === undefined ? { reason: type === 'info' ? 'unknown' : 'taken' } : { answered }),
  };
  stage.operations.push({
    ...{ id, intent: verb === 'find-slots' || verb === 'read-booking' ? id : who, process: who, verb, type, value },
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...{ startMs: atMs, endMs, keys: [`staff-${staff}`] },
    requests: [{ route: `POST /v1/${verb}`, startMs: atMs, endMs, status: answered === undefined ? 409 : 200 }],
  });
}
