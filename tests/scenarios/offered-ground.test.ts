import * as assert from 'uvu/assert';
import { addDays } from '../../core/add-days.ts';
import type { Slot } from '../../core/booking.ts';
import { random } from '../../core/random.ts';
import { zoneTable } from '../../drivers/node/zone-table.ts';
import { groupSeats } from '../../scenarios/races/group-seats.ts';
import { offeredGround } from '../../scenarios/races/offered-ground.ts';
import { planRounds } from '../../scenarios/races/plan-rounds.ts';
import { openClocks } from '../../targets/open-clocks.ts';
import { reference } from '../../targets/reference.ts';
import type { Offering } from '../../targets/target.ts';
import { suite } from '../door.ts';
import { fakePlatform } from './fake-platform.ts';
import { playRound } from './play-round.ts';

const test = suite('ground that a platform offered');
const anchorDay = '2027-03-01';
const timeZone = 'Europe/Berlin';
const zones = zoneTable([timeZone], 2026, 2028);
const clocks = openClocks(zones);
const hours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));
const cut: Offering = { tenant: 't', branch: '', service: 'cut', timeZone, durationMinutes: 60, hours };
const course: Offering = { tenant: 't', branch: '', service: 'course', timeZone, durationMinutes: 60, seats: 20 };

/** Eight hours a day, for sixty days. */
function slotsOf(resource: string): readonly Slot[] {
  return [...Array(60).keys()].flatMap((day) =>
    [...Array(8).keys()].map((hour) => {
      const start = clocks.toUtc(timeZone, `${addDays(anchorDay, day + 1)} ${String(hour + 9).padStart(2, '0')}:00`);
      return {
        resource,
        start: start ?? '',
        end: `${new Date(Date.parse(start ?? '') + 3_600_000).toISOString().slice(0, 19)}Z`,
      };
    }),
  );
}

const offered = [
  { offering: cut, slots: slotsOf('mia') },
  { offering: course, slots: slotsOf('hall') },
];
const wanted = { contenders: 2, variant: undefined, hasCustomers: () => true } as const;

test('around a change of the clock that was offered, races go there', () => {
  const ground = offeredGround(offered, anchorDay, zones);
  for (let draw = 0; draw < 10; draw += 1) {
    const [place] = ground.lay({ ...wanted, layout: 'one', day: 'spring' }, random(draw)) ?? [];
    assert.ok(
      ['2027-03-27', '2027-03-28', '2027-03-29'].includes(place?.slot.start.slice(0, 10) ?? ''),
      place?.slot.start,
    );
  }
  const night =
    offeredGround(offered, anchorDay, zones).lay({ ...wanted, layout: 'night', day: 'spring' }, random(1)) ?? [];
  assert.ok(night.length > 1);
  assert.ok(night.every(({ slot }) => slot.start.startsWith('2027-03-28')));
  assert.is(ground.lay({ ...wanted, layout: 'night', day: 'ordinary' }, random(1)), undefined);
  assert.ok(
    ground.lay({ ...wanted, layout: 'one', day: 'autumn' }, random(1)),
    'nobody offers October yet: any day does',
  );
});

test('where the catalogue tells the hours, it is asked beyond them too', () => {
  const places =
    offeredGround(offered, anchorDay, zones).lay({ ...wanted, layout: 'outside', day: 'ordinary' }, random(1)) ?? [];
  const local = places.map(({ slot }) => clocks.toLocal(timeZone, slot.start)?.slice(11));
  assert.equal(local.slice(0, 2), ['16:30', '08:55']);
  assert.ok((places[2]?.slot.start ?? '') < anchorDay);
});

test('the break of a day is asked for as well, and what only touches is asked for behind its buffer', () => {
  const halves = [
    { from: '09:00', to: '12:00' },
    { from: '13:00', to: '17:00' },
  ];
  const split = hours.flatMap(({ weekday }) => halves.map((half) => ({ weekday, ...half })));
  const local = (layout: 'outside' | 'touching', offering: Offering) =>
    (
      offeredGround([{ offering, slots: slotsOf('mia') }], anchorDay, zones).lay(
        { ...wanted, layout, day: 'ordinary' },
        random(1),
      ) ?? []
    ).map(({ slot }) => clocks.toLocal(timeZone, slot.start)?.slice(11));
  assert.equal(local('outside', { ...cut, hours: split }).slice(0, 3), ['16:30', '08:55', '12:00']);
  const [first = '', second = ''] = local('touching', { ...cut, durationMinutes: 60, bufferMinutes: 60 });
  assert.is(Number(second.slice(0, 2)) - Number(first.slice(0, 2)), 2);
});

test('of a group with more seats than contenders most are taken beforehand: the last ones are raced for', async () => {
  const rounds = planRounds({
    ...{ seed: 1, ground: offeredGround(offered, anchorDay, zones), offers: reference.offers, shapes: [groupSeats] },
    ...{ roundsMin: 4, lanesMax: 320 },
  }).rounds.filter(({ contenders }) => contenders.length === 8);
  assert.ok(rounds.length > 0);
  for (const round of rounds) {
    const platform = fakePlatform({ now: () => 0, seats: 20 });
    const { said } = await playRound(groupSeats, round, reference.offers, platform.perform);
    const raced = said.filter(({ isRaced }) => isRaced);
    assert.is(raced.filter(({ completion }) => completion.type === 'ok').length, 4);
    assert.is(platform.bookings.filter(platform.isActive).length, 20);
  }
});
