import * as fc from 'fast-check';
import * as assert from 'uvu/assert';
import { addDays } from '../../core/add-days.ts';
import { camelCase } from '../../core/camel-case.ts';
import { suite } from '../door.ts';

const test = suite('day');

test('days are counted over months, years and leap days', () => {
  assert.is(addDays('2027-02-28', 1), '2027-03-01');
  assert.is(addDays('2028-02-28', 1), '2028-02-29');
  assert.is(addDays('2027-01-01', -1), '2026-12-31');
  assert.is(addDays('2027-03-27', 2), '2027-03-29');
});

test('there and back again is where one was', () => {
  const day = fc.integer({ min: 0, max: 40_000 }).map((days) => addDays('2000-01-01', days));
  fc.assert(
    fc.property(day, fc.integer({ min: -4000, max: 4000 }), (from, days) => {
      assert.is(addDays(addDays(from, days), -days), from);
      assert.is(addDays(from, days) > from, days > 0);
    }),
    { seed: 1 },
  );
});

test('a file name as the name of its export', () => {
  assert.equal(['rehearsal', 'booking-day', 'n-plus-one'].map(camelCase), ['rehearsal', 'bookingDay', 'nPlusOne']);
});
