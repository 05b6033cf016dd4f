import { walksMin } from './left-out.ts';
import type { ListLook } from './list-looks.ts';
import type { Recording } from './on-ledger.ts';
import { openPairNumbers } from './pair-numbers.ts';

/**
 * A booking that stands on two pages of one list, each time that they are turned: reception counts it twice, and
 * something else has mostly fallen out for it. What goes in between may shift a line once.
 */
export function listedTwice({ ledger, isShared }: Recording): readonly ListLook[] {
  const repeated = ledger.lists.looks.filter(({ isRepeated }) => isRepeated);
  if (isShared || repeated.length < walksMin) return [];
  const numbers = openPairNumbers();
  const byBooking = Map.groupBy(repeated, ({ tenant, booking }) => numbers.numberOf(tenant, booking));
  return [...byBooking.values()].flatMap((looks) => (looks.length < walksMin ? [] : looks.slice(0, 1)));
}
