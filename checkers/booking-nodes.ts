import { openGroups } from './groups.ts';
import { openNumberTable, openPairNumbers } from './pair-numbers.ts';

/** Which ids and tags mean one booking, all by the numbers of the ledger's interner. */
export interface BookingNodes {
  /** The node of a tag. */
  ofTag(tag: number): number;
  /** The node of a booking's id, which is unique within its tenant at least. */
  ofBooking(tenant: number, booking: number): number;
  join(one: number, other: number): void;
  root(node: number): number;
}

export function openBookingNodes(): BookingNodes {
  const groups = openGroups();
  const byTag = openNumberTable();
  const bookings = openPairNumbers();
  const byBooking = openNumberTable();
  const nodeAt = (table: typeof byTag, at: number): number => {
    const known = table.get(at);
    return known === -1 ? table.set(at, groups.add()) : known;
  };
  return {
    ofTag: (tag) => nodeAt(byTag, tag),
    ofBooking: (tenant, booking) => nodeAt(byBooking, bookings.numberOf(tenant, booking)),
    join: groups.join,
    root: groups.root,
  };
}
