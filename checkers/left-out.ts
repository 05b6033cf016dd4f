import type { Story } from './ledger.ts';
import { type ListLook, listLooksByBooking } from './list-looks.ts';
import type { Recording } from './on-ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** A booking that is stored, and was not in the list of its day. */
export interface LeftOut {
  readonly record: LedgerBooking;
  readonly look: ListLook;
}

/** Lists may be made by a copy that is some seconds behind. */
export const listLagMs = 10_000;
/** Where fewer were found in their lists, a list may mean another thing, or days may begin at another hour. */
const foundMin = 5;
/** What changes while pages are turned may shift a line from one page to another, but not each time. */
export const walksMin = 2;

/**
 * Who asks for the list of a day is told of all that stands on it. Only the whole list counts: one page as long as the
 * longest may end where the platform's page does, and of several pages all are turned, twice. And only a booking to
 * which nothing happened any more, from some time before that look to the final state, which has it on that day.
 */
export function leftOut({ ledger, isShared, clockErrorMs }: Recording): readonly LeftOut[] {
  const { looks } = ledger.lists;
  const longest = ledger.lists.longest();
  const missed = looks.filter(({ read, count, pages }) => read === undefined && (pages > 1 || count < longest));
  const found = looks.filter(({ read }) => read !== undefined);
  if (isShared || missed.length === 0 || found.length < foundMin) return [];
  const missedOf = listLooksByBooking(missed);
  const foundOf = listLooksByBooking(found);
  const out: LeftOut[] = [];
  for (const story of ledger.stories()) {
    for (const record of story.final) {
      if (record.status !== 'booked') continue;
      const { tenantNumber: tenant, idNumber: booking } = record;
      const settled = missedOf(tenant, booking).filter((one) => {
        return one.day === record.start.slice(0, 10) && isSettled(story, one.startMs - listLagMs - clockErrorMs);
      });
      const isSure = settled.length >= walksMin && foundOf(tenant, booking).length === 0;
      const look = settled.find(({ pages }) => pages === 1 || isSure);
      if (look !== undefined && out.every((each) => each.record.idNumber !== record.idNumber)) {
        out.push({ record, look });
      }
    }
  }
  return out;
}

/** All that may have been done to it was answered by then. */
export function isSettled({ entries }: Story, byMs: number): boolean {
  return entries.every(({ type, endMs }) => type === 'fail' || (type === 'ok' && endMs < byMs));
}
