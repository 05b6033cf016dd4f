import type { Interval } from './calendar.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';
import type { Busy, Schedule, Service } from './schedules.ts';

export interface Slot {
  readonly staffId: string;
  readonly start: string;
  readonly end: string;
  readonly seatsLeft: number;
}

export interface SlotSearch {
  readonly branchId: string;
  readonly serviceId: string;
  readonly staffId?: string;
  readonly between: Interval;
  readonly limit: number;
}

/** In the order of their starts; `nextFrom` is where to go on searching when the limit cut the answer short. */
export interface FoundSlots {
  readonly slots: readonly Slot[];
  readonly nextFrom?: string;
}

/** What can be booked, and whether a wish lies within what is offered at all. */
export interface Availability {
  find(client: Client, tenant: string, search: SlotSearch): Promise<FoundSlots>;
  /** @throws Problem `invalid` outside of the hours, on a holiday, in the past, or off the five-minute grid */
  demandOffered(schedule: Schedule, start: number): void;
}

interface Candidate {
  readonly staffId: string;
  readonly start: number;
  readonly seatsLeft: number;
}

const dayMs = 86_400_000;
/** Slots are offered every quarter of an hour, counted from the start of each working window … */
const offeredStepMs = 15 * 60_000;
/** … and may be asked for directly at any full five minutes. */
const askedStepMs = 5 * 60_000;
/** The first look goes two days far, and each further look twice as far: most callers want the next free slots. */
const firstLookMs = 2 * dayMs;

export function createAvailability(parts: Parts): Availability {
  async function find(client: Client, tenant: string, search: SlotSearch): Promise<FoundSlots> {
    const schedule = await parts.schedules.of(client, tenant, search.branchId, search.serviceId);
    const staff = schedule.staff.filter((member) => search.staffId === undefined || member.id === search.staffId);
    const staffIds = staff.map((member) => member.id);
    const now = Date.now();
    const until = search.between.to;
    let from = Math.max(search.between.from, now + 1);
    const found: Candidate[] = [];
    for (let stepMs = firstLookMs; staffIds.length > 0 && from < until; stepMs *= 2) {
      const look = { from, to: Math.min(from + stepMs, until) };
      const { durationMs, bufferMs } = schedule.service;
      const reach = { from: look.from, to: look.to + durationMs + bufferMs };
      const busy = Map.groupBy(await parts.schedules.busy(client, staffIds, reach), (one) => one.staffId);
      for (const member of staff) {
        const windows = parts.calendar.windows(member.hours, reach);
        found.push(...candidates(member.id, schedule.service, windows, look, busy.get(member.id) ?? []));
      }
      if (found.length > search.limit) break;
      from = look.to;
    }
    return cut(found, schedule.service, search.limit);
  }

  function demandOffered(schedule: Schedule, start: number): void {
    if (start % askedStepMs !== 0) throw new Problem('invalid', 'appointments start at full five minutes');
    if (start <= Date.now()) throw new Problem('invalid', 'the start lies in the past');
    const end = start + schedule.service.durationMs;
    for (const { hours } of schedule.staff) {
      const isOffered = parts.calendar
        .windows(hours, { from: start, to: end })
        .some((window) => window.from <= start && end <= window.to);
      if (!isOffered) throw new Problem('invalid', 'the time lies outside of the working hours');
    }
  }

  return { find, demandOffered };
}

/** The free slots of one staff member that start within the look. */
function* candidates(
  staffId: string,
  service: Service,
  windows: readonly Interval[],
  look: Interval,
  busy: readonly Busy[],
): Generator<Candidate> {
  for (const window of windows) {
    for (const start of starts(service, window, busy)) {
      if (start < look.from || start >= look.to) continue;
      const seatsLeft = seatsLeftAt(service, start, busy);
      if (seatsLeft > 0) yield { staffId, start, seatsLeft };
    }
  }
}

/** The grid of a window and, for a group service, the sessions that exist already. */
function starts(service: Service, window: Interval, busy: readonly Busy[]): readonly number[] {
  const last = window.to - service.durationMs;
  const first = Math.ceil(window.from / askedStepMs) * askedStepMs;
  const found = new Set<number>();
  for (let start = first; start <= last; start += offeredStepMs) found.add(start);
  if (service.capacity === 1) return [...found];
  for (const one of busy) {
    const isOurs = one.session === sessionOf(service, one.from, '');
    if (isOurs && one.from >= window.from && one.from <= last) found.add(one.from);
  }
  return [...found];
}

function seatsLeftAt(service: Service, start: number, busy: readonly Busy[]): number {
  const to = start + service.durationMs + service.bufferMs;
  const session = sessionOf(service, start, '');
  let seats = service.capacity;
  for (const one of busy) {
    if (one.from >= to || one.to <= start) continue;
    if (service.capacity === 1 || one.session !== session) return 0;
    seats -= 1;
  }
  return seats;
}

/** At most `limit` slots, but never some of the slots of one start without the others. */
function cut(found: Candidate[], service: Service, limit: number): FoundSlots {
  found.sort((a, b) => a.start - b.start || (a.staffId < b.staffId ? -1 : 1));
  const lastStart = found[limit - 1]?.start;
  const kept = lastStart === undefined ? found : found.filter((one) => one.start <= lastStart);
  const next = found[kept.length];
  const slots = kept.map(({ staffId, start, seatsLeft }) => ({
    staffId,
    start: utc(start),
    end: utc(start + service.durationMs),
    seatsLeft,
  }));
  return next === undefined ? { slots } : { slots, nextFrom: utc(next.start) };
}

/** Appointments of one session may share their time: all seats of a group at one start, or one appointment alone. */
export function sessionOf(service: Service, start: number, appointmentId: string): string {
  return service.capacity > 1 ? `${service.id}@${utc(start)}` : appointmentId;
}

/** `YYYY-MM-DDTHH:MM:SSZ` */
export function utc(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
