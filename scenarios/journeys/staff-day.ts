import type { StoredBooking } from '../../core/booking.ts';
import type { Journey } from '../../targets/journey.ts';

export interface StaffDayRow {
  readonly tenant: string;
  readonly branch: string;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly looks: number;
  /** ms before each look. */
  readonly pauses: readonly number[];
  /** Whether somebody of that day did not come. */
  readonly noShow: boolean;
}

/** Reception: the day's list again and again, two entries opened, now and then a no-show marked. */
export const staffDay: Journey<StaffDayRow> = function* (row, player) {
  const { tenant, branch, day } = row;
  const { verbs } = player.offers;
  const canRead = verbs.includes('read-booking');
  let isRead = false;
  let missed = row.noShow && verbs.includes('mark-no-show');
  for (const pauseMs of row.pauses) {
    yield { pauseMs };
    // A platform without lists has no reception: its staff wait, and ask nothing.
    if (!verbs.includes('list-bookings')) continue;
    const listed = yield { verb: 'list-bookings', tenant, branch, day };
    if (listed.type !== 'ok') continue;
    isRead = true;
    const booked = (listed.answer.bookings ?? []).filter(isBooked);
    if (booked.length === 0 || !canRead) continue;
    yield { verb: 'read-booking', tenant, booking: player.random.pick(booked).id };
    const { id, start } = player.random.pick(booked);
    yield { verb: 'read-booking', tenant, booking: id };
    if (!missed || start >= player.anchorDay) continue;
    missed = false;
    yield { verb: 'mark-no-show', tenant, booking: id, tag: player.newTag() };
  }
  return isRead;
};

function isBooked(booking: StoredBooking): boolean {
  return booking.status === 'booked';
}
