import type { Story } from './ledger.ts';
import type { ListLook } from './list-looks.ts';
import type { Recording } from './on-ledger.ts';
import { openPairNumbers } from './pair-numbers.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** A booking that is stored, and was not in the list of its day. */
export interface LeftOut {
  readonly record: LedgerBooking;
  readonly look: ListLook;
}

/** Lists may be made by a copy that is some seconds behind. */
const lagMs = 10_000;
/** Where fewer were found in their lists, a list may mean another thing, or days may begin at another hour. */
const foundMin = 5;

/**
 * Who asks for the list of a day is told of all that stands on it. Only the whole list counts: one as long as the
 * longest may end where the platform's page does. And only a booking to which nothing happened any more, from some time
 * before that look to the final state, which has it on that day.
 */
export function leftOut({ ledger, isShared, clockErrorMs }: Recording): readonly LeftOut[] {
  const { looks } = ledger.lists;
  const longest = ledger.lists.longest();
  const missed = looks.filter(({ isThere, count }) => !isThere && count < longest);
  const found = looks.filter(({ isThere }) => isThere).length;
  if (isShared || missed.length === 0 || found < foundMin) return [];
  const numbers = openPairNumbers();
  const byBooking = Map.groupBy(missed, ({ tenant, booking }) => numbers.numberOf(tenant, booking));
  const out: LeftOut[] = [];
  for (const story of ledger.stories()) {
    for (const record of story.final) {
      if (record.status !== 'booked') continue;
      const look = byBooking
        .get(numbers.numberOf(record.tenantNumber, record.idNumber))
        ?.find((one) => one.day === record.start.slice(0, 10) && isSettled(story, one.startMs - lagMs - clockErrorMs));
      if (look !== undefined && out.every((each) => each.record.idNumber !== record.idNumber)) {
        out.push({ record, look });
      }
    }
  }
  return out;
}

/** All that may have been done to it was answered by then. */
function isSettled({ entries }: Story, byMs: number): boolean {
  return entries.every(({ type, endMs }) => type === 'fail' || (type === 'ok' && endMs < byMs));
}
