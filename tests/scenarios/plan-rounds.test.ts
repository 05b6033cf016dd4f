import * as assert from 'uvu/assert';
import { addDays } from '../../core/add-days.ts';
import { random } from '../../core/random.ts';
import type { Place, Round } from '../../core/round.ts';
import { resourceDay, windowsOf } from '../../scenarios/races/free-calendars.ts';
import { offeredGround } from '../../scenarios/races/offered-ground.ts';
import { type PlannedRounds, planRounds } from '../../scenarios/races/plan-rounds.ts';
import { shapes } from '../../scenarios/races/shapes.ts';
import { worldGround } from '../../scenarios/races/world-ground.ts';
import { reference } from '../../targets/reference.ts';
import type { Offers } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { anchorDay, raceWorld } from './race-world.ts';

const test = suite('planned rounds');

const { world, customers } = raceWorld(3);

function plan(seed: number, offers: Offers = reference.offers, busy: ReadonlySet<string> = new Set()): PlannedRounds {
  const ground = worldGround(world, busy, random(seed).fork('ground'));
  return planRounds({ seed, ground, customers, offers, shapes, roundsMin: 110, lanesMax: 320 });
}

const planned = plan(1);
const ofShape = (name: string): readonly Round[] => planned.rounds.filter(({ shape }) => shape === name);

function span({ slot }: Place): readonly [number, number] {
  return [Date.parse(slot.start), Date.parse(slot.end)];
}

test('one seed is one plan, another one another', () => {
  assert.equal(plan(1), planned);
  assert.not.equal(plan(2).rounds, planned.rounds);
});

test('ten seeds are more than a thousand rounds, each short enough for a rehearsal', () => {
  const rounds = [...Array(10).keys()].map((seed) => plan(seed));
  assert.ok(rounds.reduce((sum, each) => sum + each.rounds.length, 0) >= 1_000);
  for (const { lengthMs, lanes, skipped } of rounds) {
    assert.ok(lengthMs <= 60_000, `${lengthMs} ms`);
    assert.ok(lanes <= 320);
    assert.equal(skipped, []);
  }
});

test('every shape, size and kind meets every entry, offset, day and process', () => {
  const kinds = new Map<string, Round[]>();
  for (const round of planned.rounds) {
    const kind = `${round.shape} ${round.factors.contenders} ${round.factors.variant ?? ''}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), round]);
  }
  const wanted = shapes.flatMap(({ name, sizes, variants = [''] }) =>
    sizes.flatMap((size) => variants.map((variant) => `${name} ${size} ${variant}`)),
  );
  assert.equal([...kinds.keys()].sort(), wanted.sort());
  const levels = { entry: 3, offsets: 3, day: 3, process: 2 };
  for (const [kind, rounds] of kinds) {
    for (const [factor, count] of Object.entries(levels)) {
      if (factor === 'process' && kind.startsWith('n-for-one-slot 200')) continue;
      assert.is(new Set(rounds.map(({ factors }) => factors[factor])).size, count, `${kind}: ${factor}`);
    }
  }
});

test('no two rounds share an hour of anybody, and none goes where somebody was or ordinary users look', () => {
  const busy = new Set(
    world.tenants.flatMap(({ branches }) =>
      branches.flatMap(({ staff }) => staff.slice(0, 1).map(({ id }) => resourceDay(id, '2027-03-01'))),
    ),
  );
  const { rounds } = plan(5, reference.offers, busy);
  const taken: { resource: string; fromMs: number; toMs: number; round: number }[] = [];
  for (const round of rounds) {
    for (const place of round.places) {
      const { resource } = place.slot;
      const [fromMs, toMs] = span(place);
      const other = taken.find(
        (each) => each.resource === resource && each.round !== round.number && each.fromMs < toMs && fromMs < each.toMs,
      );
      assert.is(other, undefined, `${round.shape} ${round.number} and ${other?.round} on ${resource}`);
      taken.push({ resource, fromMs, toMs, round: round.number });
      assert.not.ok(busy.has(resourceDay(resource, place.slot.start.slice(0, 10))));
      const day = place.slot.start.slice(0, 10);
      if (!outside.includes(round.shape)) assert.ok(day > addDays(anchorDay, 50), `${round.shape} on ${day}`);
    }
  }
});

test('no lane is in two rounds at once, meetings keep their distance, and everybody has time to prepare', () => {
  const inTime = [...planned.rounds].sort((a, b) => a.meetMs - b.meetMs);
  for (const [index, round] of inTime.entries()) {
    assert.ok(round.meetMs - round.fromMs >= 1_000);
    assert.ok(round.toMs > round.meetMs);
    const next = inTime[index + 1];
    if (next !== undefined) assert.ok(next.meetMs - round.meetMs >= 100);
  }
  for (let lane = 0; lane < planned.lanes; lane += 1) {
    const rounds = planned.rounds
      .filter(({ contenders }) => contenders.some((each) => each.lane === lane))
      .sort((a, b) => a.fromMs - b.fromMs);
    for (const [index, round] of rounds.entries()) {
      const next = rounds[index + 1];
      if (next !== undefined) assert.ok(next.fromMs >= round.toMs, `lane ${lane}`);
    }
  }
});

test('contenders are different customers of the company whose place they want, on lanes of their own or on one', () => {
  for (const { shape, contenders, places } of planned.rounds) {
    const known = shapes.find(({ name }) => name === shape);
    assert.is(new Set(contenders.map(({ lane }) => lane)).size, known?.isTogether ? 1 : contenders.length);
    assert.is(new Set(contenders.map(({ customer }) => customer)).size, contenders.length, shape);
    const tenants = new Set(places.map(({ tenant }) => tenant));
    for (const { customer } of contenders) {
      assert.ok([...tenants].some((tenant) => customers[tenant]?.includes(customer)));
    }
  }
});

test('places lie as the shape needs them', () => {
  const places = (name: string): readonly (readonly Place[])[] => ofShape(name).map((round) => round.places);
  for (const [a, b] of places('overlapping-intervals')) {
    assert.ok(a && b && a.slot.start < b.slot.start && b.slot.start < a.slot.end);
  }
  for (const [a, b] of places('inside-a-buffer')) {
    const services = world.tenants.find(({ id }) => id === a?.tenant)?.services;
    const { bufferMinutes = 0 } = services?.find(({ id }) => id === a?.service) ?? {};
    const behindMs = span(b as Place)[0] - span(a as Place)[1];
    assert.ok(behindMs >= 0 && behindMs < bufferMinutes * 60_000);
  }
  const gaps = places('touching-intervals').map(([a, b]) => span(b as Place)[0] - span(a as Place)[1]);
  assert.ok(gaps.includes(0), 'some without a buffer');
  assert.ok(gaps.every((gap) => gap >= 0 && gap <= 15 * 60_000));
  for (const [a, b] of places('other-service-same-staff')) {
    assert.ok(a && b && a.service !== b.service && a.slot.resource === b.slot.resource);
    assert.is(a?.slot.start, b?.slot.start);
  }
  for (const round of ofShape('group-seats')) {
    const seats = round.places[0]?.seats ?? 0;
    assert.ok(seats > 1 && seats < round.contenders.length);
  }
  for (const round of ofShape('crossing-reschedules')) {
    const [a, b, c] = round.places;
    assert.is(round.places.length, 2 * round.contenders.length);
    assert.is(a?.branch, b?.branch);
    assert.is.not(a?.slot.resource, b?.slot.resource);
    assert.is(a?.slot.resource, c?.slot.resource);
    assert.ok(a && c && a.slot.end <= c.slot.start);
  }
  for (const [a, b] of places('other-tenant-looks')) assert.is.not(a?.tenant, b?.tenant);
});

const outside: readonly string[] = ['outside-hours', 'moved-outside-hours'];

test('places lie within the hours, but those that are meant to lie outside', () => {
  const isWithin = ({ tenant, branch, slot }: Place): boolean => {
    const company = world.tenants.find(({ id }) => id === tenant);
    const site = company?.branches.find(({ id }) => id === branch);
    const member = site?.staff.find(({ id }) => id === slot.resource);
    if (site === undefined || member === undefined) return false;
    const [fromMs, toMs] = [Date.parse(slot.start), Date.parse(slot.end)];
    const day = new Date(fromMs + 2 * 3_600_000).toISOString().slice(0, 10);
    return [day, addDays(day, -1)].some((each) =>
      windowsOf(world, site, member, each).some((window) => window.fromMs <= fromMs && toMs <= window.toMs),
    );
  };
  const doneBy = (place: Place | undefined): boolean | undefined => {
    const staff = world.tenants.flatMap(({ branches }) => branches.flatMap((branch) => branch.staff));
    return staff.find(({ id }) => id === place?.slot.resource)?.services.includes(place?.service ?? '');
  };
  for (const { places } of ofShape('not-their-service')) assert.is(doneBy(places[0]), false);
  for (const { places } of ofShape('n-for-one-slot')) assert.is(doneBy(places[0]), true);
  for (const { shape, places } of planned.rounds) {
    if (shape === 'dst-nights') continue;
    for (const [index, place] of places.entries()) {
      // Of those outside the last one lies in the past, where it is the day that is wrong.
      const isFirst = index === 0 && shape === 'moved-outside-hours';
      if (!outside.includes(shape) || isFirst) assert.ok(isWithin(place), `${shape} ${JSON.stringify(place)}`);
      else if (index < places.length - 1) assert.not.ok(isWithin(place), JSON.stringify(place));
      else assert.ok(place.slot.start < anchorDay);
    }
  }
});

const changes: Readonly<Record<string, string>> = { spring: '2027-03-28', autumn: '2027-10-31' };

test('the nights in which the clock is changed are walked through, and other rounds meet on those days', () => {
  const nights = ofShape('dst-nights').map(({ places }) => places.map(({ slot }) => slot.start));
  const covers = (fromMs: number) => (night: readonly string[]) =>
    [0, 30, 60].every((minutes) => night.some((start) => Date.parse(start) === fromMs + minutes * 60_000));
  assert.ok(nights.some(covers(Date.parse('2027-03-28T00:30:00Z'))), 'spring');
  for (const { places, factors } of ofShape('dst-nights')) {
    const [day, change] = [places[1]?.slot.start.slice(0, 10) ?? '', changes[String(factors.day)]];
    if (change !== undefined) assert.ok(day === change || addDays(day, 1) === change, `${factors.day}: ${day}`);
  }
  assert.ok(nights.some(covers(Date.parse('2027-10-31T00:00:00Z'))), 'autumn');
  for (const sunday of ['2027-03-28', '2027-10-31']) {
    const there = planned.rounds.filter(({ places }) => places[0]?.slot.start.startsWith(sunday));
    assert.ok(
      there.some(({ isSequence }) => !isSequence),
      sunday,
    );
  }
});

test('what the target does not offer is not played, and the plan says why', () => {
  const few = { ...reference.offers, holds: false, capacity: false, idempotencyKeys: false };
  const least = plan(1, { ...few, verbs: ['find-slots', 'book', 'read-booking'] });
  const played = new Set(least.rounds.map(({ shape }) => shape));
  assert.ok(least.rounds.length >= 110);
  const why = new Map(least.skipped.map(({ shape, reason }) => [shape, reason]));
  assert.is(why.get('group-seats'), 'the target has no group services');
  assert.is(why.get('hold-expiry'), 'the target has no hold');
  assert.is(why.get('one-key-many-times'), 'the target has no idempotency keys');
  assert.is(why.get('crossing-reschedules swap'), 'the target has no reschedule');
  for (const shape of ['n-for-one-slot', 'overlapping-intervals', 'one-after-the-other']) assert.ok(played.has(shape));
  for (const shape of ['group-seats', 'two-reschedules', 'hold-expiry']) assert.not.ok(played.has(shape));
});

test('a platform that only tells what it offers is raced for that, by customers of any name', () => {
  const offering = { tenant: '', branch: '', service: 'cut', timeZone: 'UTC', durationMinutes: 30 };
  const slots = [...Array(20).keys()].flatMap((day) =>
    [...Array(16).keys()].map((index) => {
      const startMs = Date.parse(`${addDays(anchorDay, day + 1)}T08:00:00Z`) + index * 1_800_000;
      const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
      return { resource: 'chair-1', start: text(startMs), end: text(startMs + 1_800_000) };
    }),
  );
  const offers = { ...reference.offers, holds: false, capacity: false, idempotencyKeys: false };
  const ground = offeredGround([{ offering, slots }], anchorDay);
  const verbs = ['find-slots', 'book', 'read-booking'] as const;
  const { rounds, skipped } = planRounds({
    ...{ seed: 1, ground, offers: { ...offers, verbs }, shapes, roundsMin: 20, lanesMax: 320 },
  });
  assert.ok(rounds.length >= 20);
  const offered = new Set(slots.map(({ start }) => start));
  for (const { shape, places } of rounds) {
    if (!outside.includes(shape)) assert.ok(places.every(({ slot }) => offered.has(slot.start)));
  }
  assert.ok(rounds[0]?.contenders[0]?.customer.startsWith('ansturm-'));
  const why = new Map(skipped.map(({ shape, reason }) => [shape, reason]));
  assert.match(String(why.get('dst-nights')), 'clock is changed');
  assert.is(why.get('other-tenant-looks'), 'no second tenant was found');
});
