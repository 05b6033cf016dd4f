import { isSameSpan } from './echoes.ts';
import type { Entry, Ledger, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** An acknowledgement that names a booking which is stored as somebody else's. */
export interface GivenAway {
  readonly entry: Entry;
  readonly record: LedgerBooking;
}

/**
 * One booking that was acknowledged to several intents, and is stored for one of them: the others have none. Nobody is
 * accused who recognises a wish that comes again (the same customer, the same place), or a key; what was cancelled may
 * have given its name to the next one.
 */
export function givenToSeveral(
  { entries, initial, final }: Story,
  { names }: Ledger,
  echoes: ReadonlySet<Entry>,
): readonly GivenAway[] {
  const [record] = final;
  // Most stories are one intent's.
  if (entries.every(({ tag }) => tag === entries[0]?.tag)) return [];
  if (record === undefined || initial.length > 0 || final.some(({ tag }) => tag === undefined)) return [];
  if (entries.some(({ verb, type }) => verb === 'cancel' && type !== 'fail')) return [];
  const makes = entries.filter((entry) => (entry.verb === 'book' || entry.verb === 'confirm') && entry.type === 'ok');
  const stored = new Set(final.map(({ tag }) => tag));
  const isStored = ({ tag }: Entry): boolean => stored.has(names.textOf(tag));
  const owners = makes.filter(isStored);
  if (owners.length === 0 || owners.length === makes.length) return [];
  const seen = new Set<number>();
  return makes.flatMap((entry) => {
    const isOwn = isStored(entry) || echoes.has(entry) || seen.has(entry.tag);
    if (isOwn || entry.tag === -1 || owners.some((owner) => isSameWish(entry, owner, entries))) return [];
    seen.add(entry.tag);
    return [{ entry, record }];
  });
}

/** One key anywhere in both, or the same customer at the same place. */
function isSameWish(one: Entry, other: Entry, entries: readonly Entry[]): boolean {
  const keysOf = (tag: number): readonly number[] => entries.filter((entry) => entry.tag === tag).map(({ key }) => key);
  const keys = new Set(keysOf(other.tag).filter((key) => key !== -1));
  if (keysOf(one.tag).some((key) => keys.has(key))) return true;
  const isSamePlace = one.asked !== undefined && isSameSpan(one.asked, other.asked);
  return one.customer === -1 || other.customer === -1 || (one.customer === other.customer && isSamePlace);
}
