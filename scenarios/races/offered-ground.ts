import { addDays } from '../../core/add-days.ts';
import type { Slot } from '../../core/booking.ts';
import type { Place } from '../../core/round.ts';
import type { Zone } from '../../core/world.ts';
import type { Offering } from '../../targets/target.ts';
import { utcText } from './book-slot.ts';
import type { DayKind, Ground, PlacesWanted } from './ground.ts';
import { clockChanges, localDay, localToUtc, weekdayOf } from './local-time.ts';
import type { Layout } from './shape.ts';

/** What a platform answered when it was asked for one offering. */
export interface Offered {
  readonly offering: Offering;
  readonly slots: readonly Slot[];
}

interface Free extends Place {
  readonly offering: Offering;
  readonly fromMs: number;
  readonly toMs: number;
  readonly seats: number;
  /** What kind of day it is there, and whether it is the day itself on which the clock is changed. */
  readonly day: DayKind;
  readonly isTurned: boolean;
}

/** Rounds stay so far from each other on one resource that a buffer nobody told us of does not join them. */
const apartMs = 60 * 60_000;
const triesMax = 300;

/** Ground on a platform that nobody knows but by its own answers: what it offered, and nothing else. */
export function offeredGround(offered: readonly Offered[], anchorDay: string, zones: readonly Zone[] = []): Ground {
  let free = offered.flatMap((each) => freeOf(each, anchorDay, zones));
  const claim = (places: readonly Free[]): void => {
    free = free.filter((each) => !places.some((place) => isNear(place, each)));
  };
  return {
    lay(wanted, random) {
      const suiting = free.filter(({ tenant }) => wanted.hasCustomers(tenant));
      const isOrdinary = wanted.day === 'ordinary';
      const around = isOrdinary ? [] : suiting.filter(({ day }) => day === wanted.day);
      for (const choices of [around, suiting]) {
        for (let tries = 0; tries < triesMax && choices.length > 0; tries += 1) {
          const places = layers[wanted.layout](random.pick(choices), { ...wanted, free: suiting, anchorDay, zones });
          if (places === undefined) continue;
          claim(places);
          return places.map(placeOf);
        }
      }
      return undefined;
    },
  };
}

function freeOf({ offering, slots }: Offered, anchorDay: string, zones: readonly Zone[]): readonly Free[] {
  const { tenant, branch, service, timeZone, seats = 1 } = offering;
  const turned = clockChanges(zones, timeZone, anchorDay);
  return slots.map((slot) => {
    const [fromMs, toMs] = [Date.parse(slot.start), Date.parse(slot.end)];
    const localOf = localDay(zones, timeZone, fromMs);
    const near = turned.find(({ day }) => [-1, 0, 1].some((days) => addDays(day, days) === localOf));
    const day = near?.kind ?? 'ordinary';
    return {
      ...{ tenant, branch, service, slot, seats, offering, fromMs, toMs, day },
      isTurned: near?.day === localOf,
    };
  });
}

function isNear({ slot, fromMs, toMs }: Free, other: Free): boolean {
  return other.fromMs < toMs + apartMs && fromMs - apartMs < other.toMs && slot.resource === other.slot.resource;
}

function placeOf({ tenant, branch, service, slot, seats }: Free): Place {
  return { tenant, branch, service, slot, ...(seats > 1 ? { seats } : {}) };
}

interface Wanted extends PlacesWanted {
  readonly free: readonly Free[];
  readonly anchorDay: string;
  readonly zones: readonly Zone[];
}

type Layer = (first: Free, wanted: Wanted) => readonly Free[] | undefined;

const single =
  (layer: Layer): Layer =>
  (first, wanted) =>
    first.seats === 1 ? layer(first, wanted) : undefined;

const layers: Readonly<Record<Layout, Layer>> = {
  one: single((first) => [first]),
  overlapping: single((first, { free }) => {
    const second = beside(first, free).find((each) => each.fromMs > first.fromMs && each.fromMs < first.toMs);
    return second && [first, second];
  }),
  'in-buffer': single((first, { free }) => {
    const { durationMinutes, bufferMinutes = 0 } = first.offering;
    const behindMs = first.fromMs + durationMinutes * minuteMs;
    const freeMs = behindMs + bufferMinutes * minuteMs;
    const second = beside(first, free).find((each) => each.fromMs >= behindMs && each.fromMs < freeMs);
    return second && [first, second];
  }),
  touching: single((first, { free }) => {
    // Behind the buffer, where there is one: as near as they may be.
    const { durationMinutes, bufferMinutes } = first.offering;
    const pitchMs = bufferMinutes ? (durationMinutes + bufferMinutes) * minuteMs : first.toMs - first.fromMs;
    const second = beside(first, free).find((each) => each.fromMs === first.fromMs + pitchMs);
    const third = second && beside(first, free).find((each) => each.fromMs === second.fromMs + pitchMs);
    return second && [first, second, ...(third === undefined ? [] : [third])];
  }),
  apart: single((first, { free, contenders }) => inARow(first, beside(first, free), contenders + 1)),
  'two-resources': single((first, { free, contenders }) => {
    const mine = inARow(first, beside(first, free), contenders) ?? [];
    for (const other of free) {
      if (other.slot.resource === first.slot.resource || other.fromMs !== first.fromMs || !isSameService(first, other))
        continue;
      const theirs = beside(other, free);
      const pairs = mine.map((each) => theirs.find(({ fromMs }) => fromMs === each.fromMs));
      if (pairs.length > 0 && pairs.every((each) => each !== undefined)) {
        return mine.flatMap((each, index) => [each, pairs[index] as Free]);
      }
    }
    return undefined;
  }),
  'two-tenants': single((first, { free }) => {
    const second = free.find(({ tenant, seats }) => tenant !== first.tenant && seats === 1);
    return second && [first, second];
  }),
  // What is more than the contenders take they book beforehand.
  group: (first, { contenders }) => (first.seats > 1 && first.seats <= seatsEach * contenders ? [first] : undefined),
  'two-groups': (first, { free, contenders }) => {
    if (first.seats === 1 || first.seats >= contenders) return undefined;
    // What is kept free before or behind the one is nothing to the other.
    const second = beside(first, free).find((each) => each.fromMs >= first.toMs + 2 * apartMs);
    return second && [first, second];
  },
  'other-service': single((first, { free }) => {
    const second = free.find(
      ({ tenant, service, slot, fromMs, seats }) =>
        seats === 1 &&
        tenant === first.tenant &&
        service !== first.service &&
        slot.resource === first.slot.resource &&
        fromMs === first.fromMs,
    );
    return second && [first, second];
  }),
  'not-theirs': single(notTheirs),
  outside: single(outsideOf),
  'within-then-outside': single((first, wanted) => [first, ...outsideOf(first, wanted)]),
  night: single((first, { free, day }) => {
    if (!first.isTurned || first.day !== day) return undefined;
    const sameDay = beside(first, free).filter(({ isTurned }) => isTurned);
    return inARow(first, sameDay, nightPlaces) ?? inARow(first, sameDay, 2);
  }),
};

/** So many seats of a group may each contender book, to leave too few for all. */
const seatsEach = 5;
const nightPlaces = 6;
const minuteMs = 60_000;
const weekMs = 7 * 24 * 60 * 60_000;

function at(first: Free, fromMs: number): Free {
  const toMs = fromMs + first.toMs - first.fromMs;
  return { ...first, fromMs, toMs, slot: { ...first.slot, start: utcText(fromMs), end: utcText(toMs) } };
}

/** Another service of the branch, which others are offered for, and never this one. */
function notTheirs({ tenant, branch, slot, fromMs, ...first }: Free, { free }: Wanted): readonly Free[] | undefined {
  const here = free.filter((each) => each.tenant === tenant && each.branch === branch && each.seats === 1);
  const own = new Set(here.filter((each) => each.slot.resource === slot.resource).map(({ service }) => service));
  const other = here.find(({ service, offering }) => {
    return !own.has(service) && offering.resources?.includes(slot.resource) !== true;
  });
  if (other === undefined) return undefined;
  const toMs = fromMs + other.toMs - other.fromMs;
  const at = { resource: slot.resource, start: slot.start, end: utcText(toMs) };
  return [{ ...first, tenant, branch, fromMs, toMs, service: other.service, offering: other.offering, slot: at }];
}

function outsideOf(first: Free, wanted: Wanted): readonly Free[] {
  return [...beyondHours(first, wanted), longAgo(first, wanted)];
}

/** Weeks before, on the same weekday: the past is over everywhere. */
function longAgo(first: Free, { anchorDay }: Wanted): Free {
  let weeks = 0;
  while (utcText(first.fromMs - weeks * weekMs).slice(0, 10) >= addDays(anchorDay, -1)) weeks += 1;
  return at(first, first.fromMs - weeks * weekMs);
}

/** Over the end of the day, and before its beginning, where the catalogue says when those are. */
function beyondHours(first: Free, { zones }: Wanted): readonly Free[] {
  const { timeZone, hours = [] } = first.offering;
  const day = localDay(zones, timeZone, first.fromMs);
  const windows = hours.filter(({ weekday }) => weekday === weekdayOf(day));
  const [opens] = windows.map(({ from }) => localToUtc(zones, timeZone, day, from)).sort();
  const closes = windows
    .map(({ to }) => localToUtc(zones, timeZone, day, to))
    .sort()
    .at(-1);
  if (opens === undefined || closes === undefined) return [];
  const overMs = 5 * minuteMs * Math.max(1, Math.floor((first.toMs - first.fromMs) / (10 * minuteMs)));
  // A break is a gap between two windows of one day.
  const breaks = windows
    .filter(({ to }) => windows.some(({ from }) => from > to) && !windows.some(({ from }) => from === to))
    .flatMap(({ to }) => localToUtc(zones, timeZone, day, to) ?? [])
    .map((fromMs) => at(first, fromMs));
  return [at(first, closes - overMs), at(first, opens - 5 * minuteMs), ...breaks.slice(0, 1)];
}

function isSameService(one: Free, other: Free): boolean {
  return one.tenant === other.tenant && one.branch === other.branch && one.service === other.service;
}

/** What is offered of the same resource and service, in order. */
function beside(first: Free, free: readonly Free[]): readonly Free[] {
  return free
    .filter((each) => each.slot.resource === first.slot.resource && isSameService(first, each))
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** So many behind the first that none overlaps the one before; undefined where there are fewer. */
function inARow(first: Free, others: readonly Free[], count: number): readonly Free[] | undefined {
  const row = [first];
  for (const each of others) {
    if (row.length < count && each.fromMs >= (row.at(-1) as Free).toMs) row.push(each);
  }
  return row.length === count ? row : undefined;
}
