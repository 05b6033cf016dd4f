import { Temporal } from '@js-temporal/polyfill';
import * as assert from 'uvu/assert';
import { createCalendar, type DayWindow } from '../../stack/calendar.ts';
import { suite } from '../door.ts';

const test = suite('stack: the calendar over changes of the clock');
const calendar = createCalendar();
const timeZone = 'Europe/Berlin';
const stepMs = 5 * 60_000;
const everyDay = [1, 2, 3, 4, 5, 6, 7];

/** Whether a person's watch shows a time within the windows; the slow and obvious way. */
function isWorking(instant: number, windows: readonly DayWindow[]): boolean {
  const shown = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  const time = shown.toPlainTime().toString().slice(0, 5);
  return windows.some(({ weekday, from, to }) => weekday === shown.dayOfWeek && from <= time && time < to);
}

const hours: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  'round the clock': [['00:00', '24:00']],
  'a night with a break': [
    ['00:00', '04:30'],
    ['05:00', '08:30'],
  ],
  'over midnight': [
    ['00:00', '06:00'],
    ['22:00', '24:00'],
  ],
  'the hour that is turned': [['02:00', '03:00']],
  'into the hour that is turned': [['01:15', '02:30']],
  'out of the hour that is turned': [['02:35', '05:00']],
  'office hours': [
    ['08:00', '12:00'],
    ['13:00', '17:00'],
  ],
};

for (const sunday of ['2027-03-28', '2027-10-31']) {
  for (const [name, windows] of Object.entries(hours)) {
    test(`${sunday}, ${name}: what is offered is what the wall clock shows`, () => {
      const midnight = Date.parse(`${sunday}T00:00:00Z`);
      const between = { from: midnight - 36 * 3_600_000, to: midnight + 60 * 3_600_000 };
      const week = everyDay.flatMap((weekday) => windows.map(([from, to]) => ({ weekday, from, to })));
      const offered = calendar.windows({ timeZone, openingHours: week, workingHours: week, holidays: [] }, between);
      const wrong: string[] = [];
      for (let at = between.from; at < between.to; at += stepMs) {
        const isOffered = offered.some(({ from, to }) => from <= at && at < to);
        if (isOffered !== isWorking(at, week)) wrong.push(new Date(at).toISOString());
      }
      assert.equal(wrong, []);
      const apart = offered.every(({ from }, index) => index === 0 || (offered[index - 1]?.to ?? 0) < from);
      assert.ok(apart && offered.length > 0);
    });
  }
}
