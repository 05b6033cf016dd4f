import { isSettled, listLagMs } from './left-out.ts';
import { type ListLook, listLooksByBooking } from './list-looks.ts';
import type { Recording } from './on-ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** A booking whose line in the list of a day shows another place than the one at which it stands. */
export interface ListedElsewhere {
  readonly record: LedgerBooking;
  readonly listed: LedgerBooking;
  readonly look: ListLook;
}

/** Reception goes by the list: it shows what is stored, and nothing was done to that any more while anybody looked. */
export function listedElsewhere({ ledger, isShared, clockErrorMs }: Recording): readonly ListedElsewhere[] {
  const shown = ledger.lists.looks.filter(({ read }) => read?.status === 'booked');
  if (isShared || shown.length === 0) return [];
  const looksOf = listLooksByBooking(shown);
  return ledger.stories().flatMap((story) =>
    story.final.flatMap((record) => {
      const look = looksOf(record.tenantNumber, record.idNumber).find(({ startMs, read }) => {
        return isElsewhere(record, read) && isSettled(story, startMs - listLagMs - clockErrorMs);
      });
      return look?.read === undefined ? [] : [{ record, listed: look.read, look }];
    }),
  );
}

function isElsewhere({ status, span }: LedgerBooking, read: LedgerBooking | undefined): boolean {
  if (status !== 'booked' || span === undefined || read?.span === undefined) return false;
  return span.fromMs !== read.span.fromMs || span.resource !== read.span.resource;
}
