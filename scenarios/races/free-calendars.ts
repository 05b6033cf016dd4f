import { addDays } from '../../core/add-days.ts';
import type { Random } from '../../core/random.ts';
import type { Branch, Service, StaffMember, Tenant, World } from '../../core/world.ts';
import { localToUtc, weekdayOf } from './local-time.ts';

/** One resource on one local day, with nothing booked on it before: a round's own ground. */
export interface FreeDay {
  readonly tenant: Tenant;
  readonly branch: Branch;
  readonly member: StaffMember;
  /** `YYYY-MM-DD` in the branch's zone. */
  readonly day: string;
  /** When somebody works there, in order; ms since 1970. */
  readonly windows: readonly Window[];
  readonly services: readonly Service[];
}

export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

export interface FreeCalendars {
  /** A day of a resource that suits, that nobody had before and that nobody gets again; undefined: there is none. */
  take(days: readonly string[], suits: (free: FreeDay) => boolean): FreeDay | undefined;
  /** The same day of another resource of the same branch. */
  takeBeside(free: FreeDay, suits: (free: FreeDay) => boolean): FreeDay | undefined;
}

/** How many resources are looked at for one round before it is given up. */
const triesMax = 4_000;

/** @param busy the resource-days (`resourceDay`) on which something is booked already */
export function openFreeCalendars(world: World, busy: ReadonlySet<string>, random: Random): FreeCalendars {
  const used = new Set(busy);
  const people = world.tenants.flatMap((tenant) =>
    tenant.branches.flatMap((branch) => branch.staff.map((member) => ({ tenant, branch, member }))),
  );
  const freeDay = ({ tenant, branch, member }: (typeof people)[number], day: string): FreeDay | undefined => {
    if (used.has(resourceDay(member.id, day))) return undefined;
    const windows = windowsOf(world, branch, member, day);
    if (windows.length === 0) return undefined;
    const services = tenant.services.filter(({ id }) => member.services.includes(id));
    return { tenant, branch, member, day, windows, services };
  };
  const claim = (free: FreeDay): FreeDay => {
    used.add(resourceDay(free.member.id, free.day));
    return free;
  };
  return {
    take(days, suits) {
      if (people.length === 0 || days.length === 0) return undefined;
      for (let tries = 0; tries < triesMax; tries += 1) {
        const free = freeDay(random.pick(people), random.pick(days));
        if (free !== undefined && suits(free)) return claim(free);
      }
      return undefined;
    },
    takeBeside({ tenant, branch, member, day }, suits) {
      for (const other of branch.staff) {
        if (other === member) continue;
        const free = freeDay({ tenant, branch, member: other }, day);
        if (free !== undefined && suits(free)) return claim(free);
      }
      return undefined;
    },
  };
}

export function resourceDay(resource: string, day: string): string {
  return `${resource}\n${day}`;
}

/** Working within opening hours, on no holiday; windows that the change of the clock swallows are left out. */
export function windowsOf(world: World, branch: Branch, member: StaffMember, day: string): readonly Window[] {
  if (branch.holidays.includes(day)) return [];
  const weekday = weekdayOf(day);
  const windows: Window[] = [];
  for (const working of member.workingHours) {
    if (working.weekday !== weekday) continue;
    for (const open of branch.openingHours) {
      if (open.weekday !== weekday) continue;
      const from = working.from > open.from ? working.from : open.from;
      const to = working.to < open.to ? working.to : open.to;
      const fromMs = localToUtc(world.zones ?? [], branch.timeZone, day, from);
      const toMs =
        to === '24:00'
          ? localToUtc(world.zones ?? [], branch.timeZone, addDays(day, 1), '00:00')
          : localToUtc(world.zones ?? [], branch.timeZone, day, to);
      if (fromMs !== undefined && toMs !== undefined && fromMs < toMs) windows.push({ fromMs, toMs });
    }
  }
  return windows.sort((a, b) => a.fromMs - b.fromMs);
}
