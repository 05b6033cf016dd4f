import type { Entry, Story } from './ledger.ts';
import { isSettled, listLagMs } from './left-out.ts';
import { type ListLook, listLooksByBooking } from './list-looks.ts';
import type { Recording } from './on-ledger.ts';

/** What was cancelled, and stands in the list of a day as if it had not been. */
export interface StillListed {
  readonly cancel: Entry;
  readonly look: ListLook;
}

/**
 * What a user was told is cancelled is no appointment any more for those who work by the list of the day. It may stay
 * there for some seconds, and for good where its line says that it is cancelled; nothing else may have been done to it.
 */
export function stillListed({ ledger, isShared, clockErrorMs }: Recording): readonly StillListed[] {
  const shown = ledger.lists.looks.filter(({ read }) => read?.status === 'booked');
  if (isShared || shown.length === 0) return [];
  const looksOf = listLooksByBooking(shown);
  return ledger.stories().flatMap((story) => {
    const cancel = cancelThatEnds(story, clockErrorMs);
    const looks = cancel && looksOf(cancel.tenant, cancel.askedBooking);
    const look = looks?.find(({ startMs }) => isSettled(story, startMs - listLagMs - clockErrorMs));
    return cancel === undefined || look === undefined ? [] : [{ cancel, look }];
  });
}

/** An acknowledged cancellation before which all else was answered. */
function cancelThatEnds({ entries }: Story, clockErrorMs: number): Entry | undefined {
  const cancel = entries.findLast(({ verb, type }) => verb === 'cancel' && type === 'ok');
  const isLast = entries.every((other) => {
    return other.verb === 'cancel' || other.type === 'fail' || other.endMs + clockErrorMs < (cancel?.startMs ?? 0);
  });
  return isLast ? cancel : undefined;
}
