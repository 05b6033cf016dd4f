import type { DayWindow, World, Zone } from '../core/world.ts';

/** Why a stretch of somebody's time cannot be given away, in words for a sentence; undefined: it can. */
export type Misfit =
  | 'outside the working hours'
  | 'outside the opening hours'
  | 'on a day on which the branch is closed';

/** The hours of everybody in the world, asked by instants: what the wall clock shows then is worked out here. */
export interface Calendar {
  /** Undefined: the world does not know this person, their hours, or the clock of their branch. */
  scheduleOf(tenant: string, resource: string): Schedule | undefined;
  /** There is somebody whose hours are known, and whose clock is. */
  readonly isUseful: boolean;
}

export interface Schedule {
  /** Half-open, ms since 1970. 'unknown': the table of the zone does not reach that far. */
  misfit(fromMs: number, toMs: number): Misfit | 'unknown' | undefined;
  /** What the change of the clock nearest to an instant turned it by, in ms (spring: positive), if it is that near. */
  turnedNear(atMs: number, withinMs: number): { readonly atMs: number; readonly turnedMs: number } | undefined;
  /** 'Su 02:30', as the wall clock shows it; for sentences. */
  shown(atMs: number): string;
  /** `YYYY-MM-DD` on the wall clock. */
  dayOf(atMs: number): string;
}

const minuteMs = 60_000;
const minutesPerDay = 1440;
const dayMs = 86_400_000;
/** A table that ends is good for its last offset's season: the clock is changed twice a year. */
const lastOffsetMs = 150 * dayMs;
const dayNames = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];

/** Worked out once for all laws that ask. */
export function openCalendar(world: World | undefined): Calendar {
  const known = world === undefined ? undefined : workedOut.get(world);
  if (known !== undefined) return known;
  const calendar = workOut(world);
  if (world !== undefined) workedOut.set(world, calendar);
  return calendar;
}

const workedOut = new WeakMap<World, Calendar>();

function workOut(world: World | undefined): Calendar {
  const schedules = new Map<string, Schedule>();
  const seen = new Set<string>();
  const clocks = new Map((world?.zones ?? []).map((zone) => [zone.name, clockOf(zone)]));
  for (const utc of ['UTC', 'Etc/UTC']) clocks.set(utc, { froms: [], offsets: [0] });
  for (const tenant of world?.tenants ?? []) {
    for (const branch of tenant.branches ?? []) {
      const clock = clocks.get(branch.timeZone);
      if (clock === undefined) continue;
      const opening = weekOf(branch.openingHours);
      const holidays = new Set((branch.holidays ?? []).map((day) => Date.parse(`${day}T00:00:00Z`) / dayMs));
      for (const { id, workingHours } of branch.staff ?? []) {
        const working = weekOf(workingHours);
        const name = `${tenant.id}\n${id}`;
        const isKnown = (opening !== undefined || working !== undefined) && !seen.has(name);
        // Somebody who works at two branches has hours that cannot be told apart by name.
        if (isKnown) schedules.set(name, openSchedule(clock, { opening, working, holidays }));
        else schedules.delete(name);
        seen.add(name);
      }
    }
  }
  return {
    scheduleOf: (tenant, resource) => schedules.get(`${tenant}\n${resource}`),
    isUseful: schedules.size > 0,
  };
}

/** Offsets in ms; offset n + 1 holds from instant n on. */
interface Clock {
  readonly froms: readonly number[];
  readonly offsets: readonly number[];
}

function clockOf({ offsets }: Zone): Clock {
  const sorted = offsets
    .map(({ from, minutes }) => ({ fromMs: Date.parse(from), offsetMs: minutes * minuteMs }))
    .sort((a, b) => a.fromMs - b.fromMs);
  return { froms: sorted.slice(1).map(({ fromMs }) => fromMs), offsets: sorted.map(({ offsetMs }) => offsetMs) };
}

/** Windows of each weekday, Monday first, in minutes, in order, those that touch made one; none at all: undefined. */
type Week = readonly (readonly Minutes[])[];

interface Minutes {
  readonly from: number;
  readonly to: number;
}

function weekOf(windows: readonly DayWindow[] | undefined): Week | undefined {
  if (windows === undefined || windows.length === 0) return undefined;
  const week: Minutes[][] = dayNames.map(() => []);
  for (const { weekday, from, to } of windows) {
    const [start, end] = [minuteOf(from), minuteOf(to)];
    week[weekday - 1]?.push({ from: start, to: end > start ? end : minutesPerDay });
    // One that ends before it starts goes on into the next day.
    if (end <= start) week[weekday % 7]?.push({ from: 0, to: end });
  }
  return week.map(merged);
}

function merged(windows: readonly Minutes[]): readonly Minutes[] {
  const result: Minutes[] = [];
  for (const { from, to } of [...windows].sort((one, other) => one.from - other.from)) {
    const last = result[result.length - 1];
    if (last === undefined || from > last.to) result.push({ from, to });
    else result[result.length - 1] = { from: last.from, to: Math.max(last.to, to) };
  }
  return result;
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}

interface Hours {
  readonly opening: Week | undefined;
  readonly working: Week | undefined;
  /** Days since 1970-01-01. */
  readonly holidays: ReadonlySet<number>;
}

function openSchedule(clock: Clock, hours: Hours): Schedule {
  const localMs = (atMs: number): number => atMs + (clock.offsets[eraOf(clock, atMs)] ?? 0);
  // Who looks and who books ask about the same time, one behind the other.
  let last:
    | { readonly fromMs: number; readonly toMs: number; readonly misfit: Misfit | 'unknown' | undefined }
    | undefined;
  return {
    misfit(fromMs, toMs) {
      if (last?.fromMs !== fromMs || last.toMs !== toMs) {
        last = { fromMs, toMs, misfit: misfitOf(clock, hours, fromMs, toMs) };
      }
      return last.misfit;
    },
    turnedNear(atMs, withinMs) {
      if (clock.froms.length === 0) return undefined;
      const era = eraOf(clock, atMs);
      const index = atMs - (clock.froms[era - 1] ?? Number.NEGATIVE_INFINITY) <= withinMs ? era - 1 : era;
      if (!(Math.abs((clock.froms[index] ?? Number.NaN) - atMs) <= withinMs)) return undefined;
      const [from, before, after] = [clock.froms[index], clock.offsets[index], clock.offsets[index + 1]];
      if (from === undefined || before === undefined || after === undefined || before === after) return undefined;
      return { atMs: from, turnedMs: after - before };
    },
    shown(atMs) {
      const shown = new Date(localMs(atMs)).toISOString();
      return `${dayNames[weekdayIndex(Math.floor(localMs(atMs) / dayMs))]} ${shown.slice(11, 16)}`;
    },
    dayOf: (atMs) => new Date(localMs(atMs)).toISOString().slice(0, 10),
  };
}

/** Which offset holds at an instant. */
function eraOf({ froms }: Clock, atMs: number): number {
  let low = 0;
  let high = froms.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((froms[middle] as number) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Takes a stretch of time apart where the clock is changed and where a day ends, so that each piece is a stretch of one
 * day's wall clock. What the clock skips has no instants, and what it shows twice is looked at twice:
 *
 *     spring:  01:45-01:60 | 03:00-03:15    is half an hour; 02:00-03:00 is never asked for
 *     autumn:  02:45-03:00 | 02:00-02:15    is half an hour, and 02:00-03:00 has to be working time for both
 */
function misfitOf(clock: Clock, hours: Hours, fromMs: number, toMs: number): Misfit | 'unknown' | undefined {
  const last = clock.froms[clock.froms.length - 1];
  if (last !== undefined && toMs > last + lastOffsetMs) return 'unknown';
  let at = fromMs;
  do {
    const era = eraOf(clock, at);
    const offset = clock.offsets[era] ?? 0;
    const local = at + offset;
    const day = Math.floor(local / dayMs);
    const until = Math.min(toMs, (day + 1) * dayMs - offset, clock.froms[era] ?? Number.POSITIVE_INFINITY);
    if (hours.holidays.has(day)) return 'on a day on which the branch is closed';
    const [from, to] = [(local - day * dayMs) / minuteMs, (until + offset - day * dayMs) / minuteMs];
    if (!isInside(hours.opening, day, from, to)) return 'outside the opening hours';
    if (!isInside(hours.working, day, from, to)) return 'outside the working hours';
    at = until;
  } while (at < toMs);
  return undefined;
}

/** Hours that nobody knows keep nobody out. */
function isInside(week: Week | undefined, day: number, from: number, to: number): boolean {
  const windows = week?.[weekdayIndex(day)];
  return week === undefined || windows?.some((window) => window.from <= from && to <= window.to) === true;
}

/** 0 = Monday; 1970-01-01 was a Thursday. */
function weekdayIndex(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}
