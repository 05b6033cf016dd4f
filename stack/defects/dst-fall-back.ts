import { Temporal } from '@js-temporal/polyfill';
import { defect } from '../defect.ts';
import { Problem } from '../problem.ts';

function isFirstOfItsName(start: number, timeZone: string): boolean {
  const shown = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone).toPlainDateTime();
  return shown.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).epochMilliseconds === start;
}

/**
 * Offers are instants, wishes are read as what the wall clock shows: half past two of the night in autumn comes twice,
 * and the second is taken for the first, with which the wish then does not agree.
 */
export default defect('availability', (healthy) => ({
  ...healthy,
  demandOffered(schedule, start) {
    healthy.demandOffered(schedule, start);
    for (const { hours } of schedule.staff) {
      if (isFirstOfItsName(start, hours.timeZone)) continue;
      throw new Problem('invalid', 'the start and its local time are not the same');
    }
  },
}));
