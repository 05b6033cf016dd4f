import type { Entry, Ledger, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** All looks at one booking that showed it, or that it is not there, with everything that was attempted on it. */
export interface Watched {
  readonly reads: readonly Entry[];
  /** What may have been done to it, in the order of the starts. */
  readonly writes: readonly Entry[];
  readonly initial: readonly LedgerBooking[];
  /** Made by what was attempted here. */
  readonly isOurs: boolean;
  /** Another tenant may have changed a booking of this id: whose it was, is another law's matter. */
  readonly isForeign: boolean;
}

interface Open {
  readonly tenant: number;
  readonly reads: Entry[];
  writes: readonly Entry[];
  initial: readonly LedgerBooking[];
  isOurs: boolean;
  isForeign: boolean;
  /** The same id in another tenant. */
  readonly namesake: Open | undefined;
}

/** For all laws that ask the same ledger. */
export function watchedBookings(ledger: Ledger): readonly Watched[] {
  const stories = ledger.stories();
  const known = workedOut.get(stories);
  if (known !== undefined) return known;
  const watched = watchedIn(ledger, stories);
  workedOut.set(stories, watched);
  return watched;
}

const workedOut = new WeakMap<readonly Story[], readonly Watched[]>();

function watchedIn(ledger: Ledger, stories: readonly Story[]): readonly Watched[] {
  const watched: Open[] = [];
  const byBooking = new Map<number, Open>();
  for (const entry of ledger.looks) {
    const { type, tenant, askedBooking } = entry;
    const isSeen = type === 'ok' ? entry.read !== undefined : entry.reason === 'not-found';
    if (!isSeen || askedBooking === -1) continue;
    const namesake = byBooking.get(askedBooking);
    const known = findOpen(namesake, tenant);
    if (known !== undefined) {
      known.reads.push(entry);
      continue;
    }
    const open: Open = { tenant, reads: [entry], writes: [], initial: [], isOurs: false, isForeign: false, namesake };
    watched.push(open);
    byBooking.set(askedBooking, open);
  }
  if (watched.length === 0) return [];
  for (const { entries, initial } of stories) {
    for (const { type, tenant, askedBooking, answeredBooking } of entries) {
      const answered = answeredBooking === askedBooking ? undefined : byBooking.get(answeredBooking);
      const asked = askedBooking === -1 ? undefined : byBooking.get(askedBooking);
      for (const found of [findOpen(answered, tenant), findOpen(asked, tenant)]) {
        if (found === undefined || found.writes.length > 0) continue;
        found.writes = entries.every(isPossible) ? entries : entries.filter(isPossible);
        found.initial = initial;
        found.isOurs = found.writes.some(({ verb }) => isMaking(verb));
      }
      if (type === 'fail') continue;
      for (let open = asked; open !== undefined; open = open.namesake) {
        if (open.tenant !== tenant) open.isForeign = true;
      }
    }
  }
  return watched;
}

function findOpen(first: Open | undefined, tenant: number): Open | undefined {
  let open = first;
  while (open !== undefined && open.tenant !== tenant) open = open.namesake;
  return open;
}

function isPossible({ type }: Entry): boolean {
  return type !== 'fail';
}

export function isMaking(verb: Entry['verb']): boolean {
  return verb === 'book' || verb === 'hold' || verb === 'confirm';
}
