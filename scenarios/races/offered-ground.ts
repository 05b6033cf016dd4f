import { addDays } from '../../core/add-days.ts';
import type { Slot } from '../../core/booking.ts';
import type { Place } from '../../core/round.ts';
import type { Offering } from '../../targets/target.ts';
import { utcText } from './book-slot.ts';
import type { Ground, PlacesWanted } from './ground.ts';
import type { Layout } from './shape.ts';

/** What a platform answered when it was asked for one offering. */
export interface Offered {
  readonly offering: Offering;
  readonly slots: readonly Slot[];
}

interface Free extends Place {
  readonly fromMs: number;
  readonly toMs: number;
  readonly seats: number;
}

/** Rounds stay so far from each other on one resource that a buffer nobody told us of does not join them. */
const apartMs = 60 * 60_000;
const triesMax = 300;

/** Ground on a platform that nobody knows but by its own answers: what it offered, and nothing else. */
export function offeredGround(offered: readonly Offered[], anchorDay: string): Ground {
  let free = offered.flatMap(freeOf);
  const claim = (places: readonly Free[]): void => {
    free = free.filter((each) => !places.some((place) => isNear(place, each)));
  };
  return {
    lay(wanted, random) {
      const suiting = free.filter(({ tenant }) => wanted.hasCustomers(tenant));
      for (let tries = 0; tries < triesMax && suiting.length > 0; tries += 1) {
        const places = layers[wanted.layout](random.pick(suiting), { ...wanted, free: suiting, anchorDay });
        if (places === undefined) continue;
        claim(places);
        return places.map(placeOf);
      }
      return undefined;
    },
  };
}

function freeOf({ offering, slots }: Offered): readonly Free[] {
  const { tenant, branch, service, seats = 1 } = offering;
  return slots.map((slot) => {
    return { tenant, branch, service, slot, seats, fromMs: Date.parse(slot.start), toMs: Date.parse(slot.end) };
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
  touching: single((first, { free }) => {
    const second = beside(first, free).find((each) => each.fromMs === first.toMs);
    const third = second && beside(first, free).find((each) => each.fromMs === second.toMs);
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
  group: (first, { contenders }) => (first.seats > 1 && first.seats < contenders ? [first] : undefined),
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
  // Nobody knows its hours; but the past is over everywhere.
  outside: single((first, { anchorDay }) => {
    let weeks = 0;
    while (utcText(first.fromMs - weeks * weekMs).slice(0, 10) >= addDays(anchorDay, -1)) weeks += 1;
    const [fromMs, toMs] = [first.fromMs - weeks * weekMs, first.toMs - weeks * weekMs];
    return [{ ...first, fromMs, toMs, slot: { ...first.slot, start: utcText(fromMs), end: utcText(toMs) } }];
  }),
  night: () => undefined,
};

const weekMs = 7 * 24 * 60 * 60_000;

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
