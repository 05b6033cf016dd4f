import { Temporal } from '@js-temporal/polyfill';
import * as assert from 'uvu/assert';
import { openCalendar, type Schedule } from '../../checkers/calendar.ts';
import { type Random, random } from '../../core/random.ts';
import type { DayWindow, World } from '../../core/world.ts';
import { berlinZone } from '../../fixtures/berlin-time.ts';
import { suite } from '../door.ts';

const test = suite('calendar of the laws');
const minuteMs = 60_000;

interface Hours {
  readonly openingHours: readonly DayWindow[];
  readonly workingHours: readonly DayWindow[];
  readonly holidays: readonly string[];
}

function scheduleOf(hours: Hours, timeZone = 'Europe/Berlin'): Schedule | undefined {
  const { openingHours, holidays, workingHours } = hours;
  const staff = [{ id: 'r', name: 'r', workingHours, services: [] }];
  const world: World = {
    ...{ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01', zones: [berlinZone(2025, 2029)] },
    tenants: [
      { id: 't', name: 't', services: [], branches: [{ id: 'b', name: 'b', timeZone, openingHours, holidays, staff }] },
    ],
  };
  return openCalendar(world).scheduleOf('t', 'r');
}

/** The same by looking at every fifth minute through another calendar: nothing begins or ends between them. */
function isWorkedByTemporal({ openingHours, workingHours, holidays }: Hours, fromMs: number, toMs: number): boolean {
  for (let at = fromMs; at < toMs; at += 5 * minuteMs) {
    const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO('Europe/Berlin');
    const clock = local.toPlainTime().toString().slice(0, 5);
    const isIn = (windows: readonly DayWindow[]): boolean =>
      windows.some(({ weekday, from, to }) => weekday === local.dayOfWeek && from <= clock && clock < to);
    if (holidays.includes(local.toPlainDate().toString()) || !isIn(openingHours) || !isIn(workingHours)) return false;
  }
  return true;
}

function drawWindows(draw: Random): DayWindow[] {
  const text = (minute: number): string =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    if (draw.chance(0.1)) return [];
    const edges = [0, 1, 2, 3].map(() => (draw.chance(0.3) ? draw.pick([0, 1440]) : 15 * draw.integer(24)));
    const [a = 0, b = 0, c = 0, d = 0] = edges.sort((one, other) => one - other);
    const windows = draw.chance(0.5) ? [[a, d] as const] : [[a, b] as const, [c, d] as const];
    return windows.filter(([from, to]) => from < to).map(([from, to]) => ({ weekday, from: text(from), to: text(to) }));
  });
}

const changes = ['2026-10-25', '2027-03-28', '2027-10-31', '2028-03-26'];

test('agrees with Temporal around both changes of the clock and at the ends of days', () => {
  let [worked, not] = [0, 0];
  for (let seed = 1; seed <= 120; seed += 1) {
    const draw = random(seed);
    const day = draw.pick(changes);
    const hours = {
      ...{ openingHours: drawWindows(draw), workingHours: drawWindows(draw) },
      holidays: draw.chance(0.1) ? [day] : [],
    };
    const schedule = scheduleOf(hours);
    if (schedule === undefined || hours.openingHours.length === 0 || hours.workingHours.length === 0) continue;
    for (let turn = 0; turn < 20; turn += 1) {
      const fromMs = Date.parse(`${day}T00:00:00Z`) + (15 * draw.integer(160) - 600) * minuteMs;
      const toMs = fromMs + draw.pick([5, 15, 30, 60, 90, 240]) * minuteMs;
      const isWorked = isWorkedByTemporal(hours, fromMs, toMs);
      const text = `seed ${seed}: ${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
      assert.is(schedule.misfit(fromMs, toMs) === undefined, isWorked, text);
      if (isWorked) worked += 1;
      else not += 1;
    }
  }
  assert.ok(worked > 150 && not > 150, `${worked} worked, ${not} not`);
});

const always = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: '00:00', to: '24:00' }));
const at = (text: string): number => Date.parse(text);

test('knows when the clock is turned, and what it shows', () => {
  const schedule = scheduleOf({ openingHours: always, workingHours: always, holidays: [] });
  assert.is(schedule?.shown(at('2027-10-31T00:30:00Z')), 'Su 02:30');
  assert.is(schedule?.shown(at('2027-10-31T01:30:00Z')), 'Su 02:30');
  assert.is(schedule?.shown(at('2027-03-28T01:00:00Z')), 'Su 03:00');
  assert.is(schedule?.dayOf(at('2027-03-27T23:00:00Z')), '2027-03-28');
  assert.equal(schedule?.turnedNear(at('2027-03-28T02:00:00Z'), 3_600_000), {
    atMs: at('2027-03-28T01:00:00Z'),
    turnedMs: 3_600_000,
  });
  assert.is(schedule?.turnedNear(at('2027-03-29T02:00:00Z'), 3_600_000), undefined);
});

test('a window that ends before it starts goes on over midnight', () => {
  const night = [{ weekday: 6, from: '22:00', to: '06:00' }];
  const schedule = scheduleOf({ openingHours: [], workingHours: night, holidays: [] });
  assert.is(schedule?.misfit(at('2027-04-10T21:00:00Z'), at('2027-04-10T23:00:00Z')), undefined);
  assert.is(schedule?.misfit(at('2027-04-11T03:30:00Z'), at('2027-04-11T04:30:00Z')), 'outside the working hours');
  assert.is(schedule?.misfit(at('2027-04-11T20:30:00Z'), at('2027-04-11T21:00:00Z')), 'outside the working hours');
});

test('what nobody knows is not judged: no hours, no clock, a time beyond the table, one name at two places', () => {
  const hours = { openingHours: always, workingHours: always, holidays: [] };
  assert.is(scheduleOf({ ...hours, openingHours: [], workingHours: [] }), undefined);
  assert.is(scheduleOf(hours, 'Europe/Atlantis'), undefined);
  assert.is(scheduleOf(hours)?.misfit(at('2031-01-01T09:00:00Z'), at('2031-01-01T10:00:00Z')), 'unknown');
  assert.is(scheduleOf(hours, 'UTC')?.misfit(at('2031-01-01T09:00:00Z'), at('2031-01-01T10:00:00Z')), undefined);
  const branch = { id: 'b', name: 'b', timeZone: 'UTC', openingHours: always, holidays: [] };
  const staff = [{ id: 'r', name: 'r', workingHours: always, services: [] }];
  const branches = ['b', 'c'].map((id) => ({ ...branch, id, staff }));
  const tenants = [{ id: 't', name: 't', services: [], branches }];
  const calendar = openCalendar({ schemaVersion: 1, seed: 1, anchorDay: '2027-03-01', tenants });
  assert.is(calendar.scheduleOf('t', 'r'), undefined);
  assert.is(openCalendar(undefined).isUseful, false);
});
