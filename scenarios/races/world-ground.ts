import { addDays } from '../../core/add-days.ts';
import type { Random } from '../../core/random.ts';
import type { Place } from '../../core/round.ts';
import type { Service, World } from '../../core/world.ts';
import { utcText } from './book-slot.ts';
import { type FreeCalendars, type FreeDay, openFreeCalendars, resourceDay, type Window } from './free-calendars.ts';
import type { DayKind, Ground, PlacesWanted } from './ground.ts';
import { clockChanges, weekdayOf } from './local-time.ts';
import type { Layout } from './shape.ts';

const minuteMs = 60_000;
/** Starts that every platform offers: quarters of an hour from the window's start. */
const gridMs = 15 * minuteMs;
const placesMax = 4;
const triesMax = 40;

/** Whether there is a second place is seen when the first is chosen: then another first one is tried. */
const attempts: Partial<Readonly<Record<Layout, number>>> = { 'two-resources': 40 };

/** Ordinary demand looks six weeks ahead; races go where it never does. */
const daysAheadMin = 60;
const daysAheadMax = 330;

/**
 * Ground from a world whose hours are known: whole days of resources on which nothing is booked, far from the days of
 * ordinary demand.
 * @param busy resource-days (`resourceDay`) on which something is booked already
 */
export function worldGround(world: World, busy: ReadonlySet<string>, root: Random): Ground {
  const calendars = openFreeCalendars(world, busy, root);
  const days = daysOf(world);
  // Whose day it is is claimed; what is asked for on holidays and long ago lies on other days.
  const asked = new Set<string>();
  const isAsked = ({ slot }: Place): boolean => asked.has(resourceDay(slot.resource, slot.start.slice(0, 10)));
  return {
    lay(wanted, random) {
      const ofKind = days[wanted.day];
      // Only the nights of the change itself are what such a layout is for.
      const isNight = wanted.layout === 'night' && wanted.day !== 'ordinary';
      const choices = isNight ? [ofKind.slice(0, 1)] : [...preferred(ofKind, random), days.ordinary];
      for (let tries = 0; tries < triesMax; tries += 1) {
        const places = layPlaces(calendars, { ...wanted, anchorDay: world.anchorDay }, choices, random);
        if (places?.some(isAsked) === true) continue;
        for (const { slot } of places ?? []) asked.add(resourceDay(slot.resource, slot.start.slice(0, 10)));
        return places;
      }
      return undefined;
    },
  };
}

/** The day of the change itself, or those beside it: on Sundays few people work. */
function preferred(days: readonly string[], random: Random): readonly (readonly string[])[] {
  if (days.length !== 3) return [days];
  const [sunday, beside] = [days.slice(0, 1), days.slice(1)];
  return random.chance(0.5) ? [sunday, beside] : [beside, sunday];
}

function daysOf({ anchorDay, zones = [], tenants }: World): Readonly<Record<DayKind, readonly string[]>> {
  const ordinary = Array.from({ length: daysAheadMax - daysAheadMin }, (_, index) =>
    addDays(anchorDay, daysAheadMin + index),
  );
  const zone = tenants[0]?.branches[0]?.timeZone ?? '';
  const around = (kind: DayKind): readonly string[] =>
    clockChanges(zones, zone, anchorDay).flatMap((change) =>
      change.kind === kind ? [change.day, addDays(change.day, -1), addDays(change.day, 1)] : [],
    );
  return { ordinary, spring: around('spring'), autumn: around('autumn') };
}

interface Wanted extends PlacesWanted {
  readonly anchorDay: string;
}

/** @param choices local days, those that are wanted most first; each list is tried as a whole before the next */
function layPlaces(
  calendars: FreeCalendars,
  wanted: Wanted,
  choices: readonly (readonly string[])[],
  random: Random,
): readonly Place[] | undefined {
  for (const days of choices.flatMap((each) => Array<typeof each>(attempts[wanted.layout] ?? 1).fill(each))) {
    let places: readonly Place[] | undefined;
    const free = calendars.take(days, (each) => {
      if (!wanted.hasCustomers(each.tenant.id)) return false;
      places = layers[wanted.layout](each, wanted, random);
      return places !== undefined;
    });
    if (free === undefined || places === undefined) continue;
    const all = completed(calendars, { free, places, days, wanted }, random);
    if (all !== undefined) return all;
  }
  return undefined;
}

interface First {
  readonly free: FreeDay;
  readonly places: readonly Place[];
  readonly days: readonly string[];
  readonly wanted: Wanted;
}

/** Some layouts need a second resource beside the first. */
function completed(calendars: FreeCalendars, first: First, random: Random): readonly Place[] | undefined {
  if (first.wanted.layout === 'two-resources') return onTwoResources(calendars, first.free, first.places);
  if (first.wanted.layout === 'two-tenants') return inTwoTenants(calendars, first, random);
  return first.places;
}

type Layer = (free: FreeDay, wanted: Wanted, random: Random) => readonly Place[] | undefined;

const layers: Readonly<Record<Layout, Layer>> = {
  one: (free, _, random) => inARow(free, single(free, random), () => 0, 1, random),
  overlapping: (free, _, random) => {
    const service = single(free, random, ({ durationMinutes }) => durationMinutes >= 10);
    return inARow(free, service, ({ durationMinutes }) => 5 * Math.floor(durationMinutes / 10), 2, random);
  },
  'in-buffer': (free, _, random) => {
    const service = single(free, random, ({ bufferMinutes }) => bufferMinutes > 0);
    return inARow(free, service, ({ durationMinutes }) => durationMinutes, 2, random);
  },
  touching(free, { variant }, random) {
    const isBare = variant === 'gapless';
    const service = single(free, random, ({ bufferMinutes }) => (bufferMinutes === 0) === isBare);
    return inARow(free, service, lengthOf, 3, random);
  },
  apart: (free, _, random) => inARow(free, single(free, random), (service) => lengthOf(service) + 5, placesMax, random),
  // Each pair of contenders needs two times with both colleagues.
  'two-resources': (free, { contenders }, random) =>
    free.branch.staff.length < 2 ? undefined : inARow(free, single(free, random), lengthOf, contenders, random),
  'two-tenants': (free, _, random) => inARow(free, single(free, random), () => 0, 1, random),
  group: (free, wanted, random) => groupsInARow(free, wanted, 1, random),
  'two-groups': (free, wanted, random) => groupsInARow(free, wanted, 2, random),
  'other-service'(free, _, random) {
    const service = single(free, random);
    const others = free.services.filter(({ id, capacity }) => capacity === 1 && id !== service?.id);
    if (service === undefined || others.length === 0) return undefined;
    const other = random.pick(others);
    const longer = service.durationMinutes > other.durationMinutes ? service : other;
    const [place] = inARow(free, longer, () => 0, 1, random) ?? [];
    if (place === undefined) return undefined;
    const atMs = Date.parse(place.slot.start);
    return [placeAt(free, service, atMs), placeAt(free, other, atMs)];
  },
  'not-theirs'(free, _, random) {
    const { member, tenant } = free;
    const services = tenant.services.filter(({ id, capacity }) => capacity === 1 && !member.services.includes(id));
    return services.length === 0 ? undefined : inARow(free, random.pick(services), () => 0, 1, random);
  },
  outside: (...laying) => withinThenOutside(...laying)?.slice(1),
  'within-then-outside': withinThenOutside,
  night: layNight,
};

/** The individual services of a day; buffers and none of them both matter, so either is as likely. */
function single(
  { services }: FreeDay,
  random: Random,
  suits: (service: Service) => boolean = () => true,
): Service | undefined {
  const all = services.filter((service) => service.capacity === 1 && suits(service));
  const bare = all.filter(({ bufferMinutes }) => bufferMinutes === 0);
  const buffered = all.filter(({ bufferMinutes }) => bufferMinutes > 0);
  const kind = random.chance(0.5) ? bare : buffered;
  const choice = kind.length > 0 ? kind : all;
  return choice.length === 0 ? undefined : random.pick(choice);
}

function groupsInARow(
  free: FreeDay,
  { contenders }: Wanted,
  count: number,
  random: Random,
): readonly Place[] | undefined {
  const groups = free.services.filter(({ capacity }) => capacity > 1 && capacity < contenders);
  const service = groups.length === 0 ? undefined : random.pick(groups);
  const places = inARow(free, service, lengthOf, count, random);
  return service && places?.map((place) => ({ ...place, seats: service.capacity }));
}

function lengthOf({ durationMinutes, bufferMinutes }: Service): number {
  return durationMinutes + bufferMinutes;
}

/** So many appointments one behind the other, from a start that is offered, all within one window. */
function inARow(
  free: FreeDay,
  service: Service | undefined,
  pitchMinutes: (service: Service) => number,
  count: number,
  random: Random,
): readonly Place[] | undefined {
  if (service === undefined) return undefined;
  const pitchMs = pitchMinutes(service) * minuteMs;
  const takesMs = (count - 1) * pitchMs + service.durationMinutes * minuteMs;
  const fitting = free.windows.filter(({ fromMs, toMs }) => toMs - fromMs >= takesMs);
  if (fitting.length === 0) return undefined;
  const { fromMs, toMs } = random.pick(fitting);
  const startMs = fromMs + gridMs * random.integer(Math.floor((toMs - fromMs - takesMs) / gridMs) + 1);
  return Array.from({ length: count }, (_, index) => placeAt(free, service, startMs + index * pitchMs));
}

function placeAt({ tenant, branch, member }: FreeDay, service: Service, atMs: number): Place {
  const end = utcText(atMs + service.durationMinutes * minuteMs);
  const slot = { resource: member.id, start: utcText(atMs), end };
  return { tenant: tenant.id, branch: branch.id, service: service.id, slot };
}

/** Every time with both of two colleagues, one after the other; undefined where none works beside the first. */
function onTwoResources(
  calendars: FreeCalendars,
  free: FreeDay,
  places: readonly Place[],
): readonly Place[] | undefined {
  const { service, slot } = places[0] as Place;
  const fromMs = Date.parse(slot.start);
  const toMs = Date.parse((places[places.length - 1] as Place).slot.end);
  const other = calendars.takeBeside(
    free,
    ({ services, windows }) =>
      services.some(({ id }) => id === service) && windows.some((each) => each.fromMs <= fromMs && toMs <= each.toMs),
  );
  if (other === undefined) return undefined;
  return places.flatMap((place) => [place, { ...place, slot: { ...place.slot, resource: other.member.id } }]);
}

/** A second place with another company, on the same days. */
function inTwoTenants(calendars: FreeCalendars, first: First, random: Random): readonly Place[] | undefined {
  let second: readonly Place[] | undefined;
  calendars.take(first.days, (each) => {
    if (each.tenant === first.free.tenant || !first.wanted.hasCustomers(each.tenant.id)) return false;
    second = inARow(each, single(each, random), () => 0, 1, random);
    return second !== undefined;
  });
  return second && [...first.places, ...second];
}

/** Behind one within the hours, where nothing may be: over their end, before them, in breaks, on holidays, long ago. */
function withinThenOutside(free: FreeDay, { anchorDay }: Wanted, random: Random): readonly Place[] | undefined {
  const service = single(free, random);
  const within = inARow(free, service, () => 0, 1, random);
  const first = free.windows[0];
  const last = free.windows.at(-1);
  if (service === undefined || within === undefined || first === undefined || last === undefined) return undefined;
  const places = [
    ...within,
    placeAt(free, service, last.toMs - 5 * minuteMs * Math.max(1, Math.floor(service.durationMinutes / 10))),
    placeAt(free, service, first.fromMs - 5 * minuteMs),
  ];
  if (free.windows.length > 1) places.push(placeAt(free, service, first.toMs));
  const holidays = free.branch.holidays.filter((day) => day > addDays(anchorDay, 60));
  const holiday = holidays.length === 0 ? undefined : random.pick(holidays);
  const ofDayMs = first.fromMs - Date.parse(`${free.day}T00:00:00Z`);
  const onDay = (day: string): Place => placeAt(free, service, Date.parse(`${day}T00:00:00Z`) + ofDayMs);
  if (holiday !== undefined) places.push(onDay(holiday));
  // Weeks before, on the same weekday: within the hours, but long ago.
  let past = addDays(free.day, -7 * random.integer(40));
  while (past >= addDays(anchorDay, -1)) past = addDays(past, -7);
  return [...places, onDay(past)];
}

const nightStepMs = 30 * minuteMs;
const nightFromMs = 60 * minuteMs;
const nightToMs = 240 * minuteMs;

/** The hours around a change of the clock, half an hour each, and half an hour at both ends of every window. */
function layNight(free: FreeDay, _: Wanted, random: Random): readonly Place[] | undefined {
  const weekday = weekdayOf(free.day);
  const isNightShift = free.member.workingHours.some(
    (hours) => hours.weekday === weekday && hours.from === '00:00' && hours.to >= '04:00',
  );
  const window = isNightShift ? free.windows[0] : undefined;
  const service = single(free, random, ({ durationMinutes }) => durationMinutes <= 30);
  if (window === undefined || service === undefined) return undefined;
  const midnightMs = window.fromMs;
  const starts: number[] = [];
  for (let atMs = midnightMs + nightFromMs; atMs <= midnightMs + nightToMs; atMs += nightStepMs) starts.push(atMs);
  return [...new Set([...starts, ...free.windows.flatMap(edgesOf)])]
    .sort((a, b) => a - b)
    .map((atMs) => placeAt(free, service, atMs));
}

function edgesOf({ fromMs, toMs }: Window): readonly number[] {
  return [fromMs - nightStepMs, fromMs, toMs - nightStepMs, toMs];
}
