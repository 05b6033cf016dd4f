import type { Entry, Ledger, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** A booking that was moved, and that cannot be found any more by the tag that its user gave it. */
export interface LostTag {
  readonly record: LedgerBooking;
  /** Undefined: it stood there before the load. */
  readonly made: Entry | undefined;
  readonly move: Entry;
  /** A number of the ledger's interner. */
  readonly tag: number;
}

/** Fewer that kept theirs may have been stored in another way. */
const keptMin = 5;
/** One in so many may lose its tag without a move: more, and it is not the move that loses it. */
const keptPerLost = 10;

/** What one kind of booking, or one tenant, shows of tags where nobody moved anything. */
interface Keeping {
  kept: number;
  lost: number;
}

/**
 * Tags that moves lost. A platform that gives them back is held to that where those who were not moved keep theirs: of
 * the same tenant, whose list may have none, and made in the same way, since a form may have no room for one. The tag
 * of whoever moved it is as good as that of whoever made it; and under a new id it is the same booking, though the old
 * one may stay as cancelled, with its tag. One that got another booking's tag is `given-to-several`'s.
 */
export function lostTags(ledger: Ledger): readonly LostTag[] {
  if (!ledger.attempts.some(isMove)) return [];
  const kinds = new Map<string, Keeping>();
  const tenants = new Map<number, Keeping>();
  const found: (LostTag & { readonly kind: string })[] = [];
  for (const story of ledger.stories()) {
    const record = onlyBooked(story);
    const made = record === undefined ? undefined : madeBy(story);
    if (record === undefined || made === undefined) continue;
    const { kind, tag } = made;
    const isKept = record.tagNumber !== -1 && isTagOf(story, record.tagNumber);
    if (!story.entries.some(isMove)) {
      count(kinds, kind, isKept);
      count(tenants, record.tenantNumber, isKept);
      continue;
    }
    const move = story.entries.findLast((entry) => isMove(entry) && isAbout(entry, record));
    if (move !== undefined && !isKept) found.push({ record, made: made.make, move, tag, kind });
  }
  return found.filter(({ kind, record }) => {
    const [alike, near] = [kinds.get(kind), tenants.get(record.tenantNumber)];
    if (alike === undefined || near === undefined) return false;
    return alike.kept >= keptMin && keeps(alike) && near.kept > 0 && keeps(near);
  });
}

function keeps({ kept, lost }: Keeping): boolean {
  return kept >= keptPerLost * lost;
}

function count<Key>(keepings: Map<Key, Keeping>, key: Key, isKept: boolean): void {
  const known = keepings.get(key) ?? { kept: 0, lost: 0 };
  keepings.set(key, known);
  if (isKept) known.kept += 1;
  else known.lost += 1;
}

function isMove({ verb, type }: Entry): boolean {
  return verb === 'reschedule' && type === 'ok';
}

function isAbout({ askedBooking, answeredBooking }: Entry, { idNumber }: LedgerBooking): boolean {
  return answeredBooking === idNumber || (answeredBooking === -1 && askedBooking === idNumber);
}

/** The one record that is booked, though a page may repeat it; of several nobody can tell which was moved. */
function onlyBooked({ final }: Story): LedgerBooking | undefined {
  let only: LedgerBooking | undefined;
  for (const record of final) {
    if (record.status === 'cancelled' || record.idNumber === only?.idNumber) continue;
    if (record.status !== 'booked' || only !== undefined) return undefined;
    only = record;
  }
  return only;
}

interface Made {
  readonly kind: string;
  readonly tag: number;
  readonly make: Entry | undefined;
}

/** How it was made for certain, and under which tag. */
function madeBy({ entries, initial }: Story): Made | undefined {
  const make = entries.find(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'));
  if (make !== undefined) return { kind: make.verb, tag: make.tag, make };
  const tag = initial[0]?.tagNumber ?? -1;
  return tag === -1 ? undefined : { kind: 'before the load', tag, make };
}

function isTagOf({ entries, initial }: Story, tag: number): boolean {
  return entries.some((entry) => entry.tag === tag) || initial.some(({ tagNumber }) => tagNumber === tag);
}
