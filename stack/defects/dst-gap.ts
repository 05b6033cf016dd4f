import { type Interval, merged, type WeeklyHours } from '../calendar.ts';
import { defect } from '../defect.ts';

const dayMs = 86_400_000;

/**
 * Times of a day are counted from its midnight, as if the clock were never put forward: the hour that it skips is
 * offered, and all that comes behind it an hour late.
 */
export default defect('calendar', (healthy) => {
  /** The local days around an interval that are shorter than others. */
  function shortDays({ timeZone }: WeeklyHours, between: Interval): readonly string[] {
    const found = new Set<string>();
    for (let at = between.from - dayMs; at < between.to + dayMs; at += dayMs) {
      const day = healthy.dayOf(Math.min(at, between.to), timeZone);
      const { from, to } = healthy.dayInterval(day, timeZone);
      if (to - from < dayMs) found.add(day);
    }
    return [...found];
  }

  return {
    ...healthy,
    windows(hours, between) {
      const days = shortDays(hours, between);
      if (days.length === 0) return healthy.windows(hours, between);
      const found = [...healthy.windows({ ...hours, holidays: [...hours.holidays, ...days] }, between)];
      for (const day of days) {
        const { from } = healthy.dayInterval(day, hours.timeZone);
        const utcMidnight = Date.parse(`${day}T00:00:00Z`);
        const shown = healthy.windows({ ...hours, timeZone: 'UTC' }, { from: utcMidnight, to: utcMidnight + dayMs });
        for (const window of shown) {
          const [first, last] = [Math.max(window.from - utcMidnight, 0), Math.min(window.to - utcMidnight, dayMs)];
          found.push({ from: from + first, to: from + last });
        }
      }
      return merged(found).filter((window) => window.to > between.from && window.from < between.to);
    },
  };
});
