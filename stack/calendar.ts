import { Temporal } from '@js-temporal/polyfill';

/** One window of a weekday, 1 = Monday … 7 = Sunday; half-open; local `HH:MM`, `24:00` for the day's end. */
export interface DayWindow {
  readonly weekday: number;
  readonly from: string;
  readonly to: string;
}

/** Half-open, in ms since the epoch. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** Weekly hours and days off, in the words of a wall clock. */
export interface WeeklyHours {
  readonly timeZone: string;
  readonly openingHours: readonly DayWindow[];
  readonly workingHours: readonly DayWindow[];
  /** `YYYY-MM-DD`. */
  readonly holidays: readonly string[];
}

/** Turns wall-clock hours into instants. */
export interface Calendar {
  /** The local day, `YYYY-MM-DD`, of an instant. */
  dayOf(instant: number, timeZone: string): string;
  /** From the local day's first instant to the next day's first. */
  dayInterval(day: string, timeZone: string): Interval;
  /** When somebody works between two instants: in order, apart from each other, whole windows. */
  windows(hours: WeeklyHours, between: Interval): readonly Interval[];
}

/** A local day: when it begins, and how far the clock is turned within it, if it is. */
interface Day {
  readonly name: string;
  readonly weekday: number;
  readonly from: number;
  readonly to: number;
  readonly change?: { readonly at: number; readonly turnedMs: number };
}

const minuteMs = 60_000;
const dayMs = 1_440 * minuteMs;

/** What a day is in a time zone never changes while the process runs, so it is worked out once. */
const days = new Map<string, Day>();
const daysMax = 20_000;

export function createCalendar(): Calendar {
  return { dayOf, dayInterval: (name, timeZone) => day(name, timeZone), windows };
}

function dayOf(instant: number, timeZone: string): string {
  const utc = new Date(instant).toISOString().slice(0, 10);
  for (const shift of [0, 1, -1]) {
    const candidate = day(shiftDay(utc, shift), timeZone);
    if (candidate.from <= instant && instant < candidate.to) return candidate.name;
  }
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

function day(name: string, timeZone: string): Day {
  const key = `${timeZone} ${name}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  if (days.size >= daysMax) days.clear();
  const made = makeDay(name, timeZone);
  days.set(key, made);
  return made;
}

function makeDay(name: string, timeZone: string): Day {
  const date = Temporal.PlainDate.from(name);
  const start = date.toZonedDateTime(timeZone);
  const from = start.epochMilliseconds;
  const to = date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  const plain = { name, weekday: date.dayOfWeek, from, to };
  const next = start.getTimeZoneTransition('next');
  if (next === null || next.epochMilliseconds >= to) return plain;
  const turnedMs = (next.offsetNanoseconds - start.offsetNanoseconds) / 1e6;
  return { ...plain, change: { at: next.epochMilliseconds, turnedMs } };
}

/**
 * The instants of a day at which its wall clock shows a time in [from, to).
 * Before a change of the clock, an instant is the day's start plus what the clock shows; from the change on it is that
 * minus what the clock was turned. Times that the clock skips have no instant; times that it shows twice have two:
 *
 *     autumn:  00 01 02a 02b 03 …   02:00-03:00 is two hours long, and one of 02:00-02:30 comes as two pieces
 *     spring:  00 01  |  03 04 …    02:00-03:00 is empty, 01:00-04:00 is two hours long
 */
function instants(on: Day, fromMinute: number, toMinute: number): Interval[] {
  const from = on.from + fromMinute * minuteMs;
  const to = on.from + toMinute * minuteMs;
  if (on.change === undefined) return from < to ? [{ from, to }] : [];
  const { at, turnedMs } = on.change;
  const before = { from, to: Math.min(to, at) };
  const after = { from: Math.max(from - turnedMs, at), to: to - turnedMs };
  return [before, after].filter((piece) => piece.from < piece.to);
}

function windows(hours: WeeklyHours, between: Interval): readonly Interval[] {
  const holidays = new Set(hours.holidays);
  const found: Interval[] = [];
  const last = dayOf(between.to, hours.timeZone);
  // A day earlier: its last window may go on over midnight into the first one that was asked for.
  for (let name = shiftDay(dayOf(between.from, hours.timeZone), -1); name <= last; name = shiftDay(name, 1)) {
    if (holidays.has(name)) continue;
    const on = day(name, hours.timeZone);
    for (const working of hours.workingHours) {
      if (working.weekday !== on.weekday) continue;
      for (const open of hours.openingHours) {
        if (open.weekday !== on.weekday) continue;
        const from = Math.max(minuteOf(working.from), minuteOf(open.from));
        const to = Math.min(minuteOf(working.to), minuteOf(open.to));
        if (from < to) found.push(...instants(on, from, to));
      }
    }
  }
  return merged(found).filter((window) => window.to > between.from && window.from < between.to);
}

/** Windows that touch become one: nobody stops working at midnight when the next window starts there. */
export function merged(intervals: Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const next of intervals.sort((a, b) => a.from - b.from)) {
    const last = result.at(-1);
    if (last !== undefined && next.from <= last.to) {
      result[result.length - 1] = { from: last.from, to: Math.max(last.to, next.to) };
    } else {
      result.push(next);
    }
  }
  return result;
}

function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function shiftDay(name: string, count: number): string {
  return new Date(Date.parse(`${name}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10);
}
