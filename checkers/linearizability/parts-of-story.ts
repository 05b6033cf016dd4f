import type { Entry, Story } from '../ledger.ts';
import type { LedgerBooking } from '../stored-bookings.ts';
import { type Knowledge, mayHaveHappened } from './knowledge.ts';

/** One booking of a story: retries that were replayed are one making. */
export interface Part {
  /** Attempts of which one made it; empty where it stood before. */
  readonly makes: Entry[];
  readonly initial: LedgerBooking | undefined;
  readonly changes: Entry[];
  readonly final: LedgerBooking[];
  /** Somebody was told that the hold is no more. */
  readonly hasLapsed: boolean;
}

/** One intent, sent twice without a key, may be several bookings; undefined where nobody can tell which is which. */
export function partsOfStory({ entries, initial, final }: Story, knowledge: Knowledge): readonly Part[] | undefined {
  const possible = entries.filter(mayHaveHappened);
  const isMake = makeIn(knowledge);
  const makings = merged(possible.filter(isMake));
  const changes = possible.filter((entry) => !isMake(entry) && entry.verb !== 'hold');
  const hasLapsed = entries.some(({ verb, type, reason }) => verb === 'confirm' && type === 'fail' && isOver(reason));
  const standing = initial.filter(({ status }) => status !== 'cancelled');
  const parts: Part[] = [
    ...makings.map((makes) => ({ makes, initial: undefined, changes: [], final: [], hasLapsed })),
    ...standing.map((booking) => ({ makes: [], initial: booking, changes: [], final: [], hasLapsed })),
  ];
  const only = parts[0];
  if (only === undefined) return isAnythingStored(final) || changes.some(({ type }) => type === 'ok') ? undefined : [];
  if (parts.length === 1) return [{ ...only, changes, final: [...final] }];

  const owners = new Map<number, Part>();
  for (const part of parts) {
    for (const { answeredBooking } of part.makes) if (answeredBooking !== -1) owners.set(answeredBooking, part);
    if (part.initial !== undefined) owners.set(part.initial.idNumber, part);
  }
  for (const change of changes) {
    const owner = owners.get(change.askedBooking);
    if (owner === undefined) return undefined;
    owner.changes.push(change);
    if (change.answeredBooking !== -1) owners.set(change.answeredBooking, owner);
  }
  const nobodys: LedgerBooking[] = [];
  for (const booking of final) (owners.get(booking.idNumber)?.final ?? nobodys).push(booking);
  const named = new Set(owners.values());
  const unnamed = parts.filter((part) => !named.has(part));
  if (unnamed.some(({ makes }) => makes.some(({ type }) => type === 'ok'))) return undefined;
  if (!isAnythingStored(nobodys)) return parts;
  const [maker] = unnamed;
  if (maker === undefined || unnamed.length > 1 || nobodys.length > 1) return undefined;
  maker.final.push(...nobodys);
  return parts;
}

/** Where holds keep nobody away, it is their confirmation that takes the place. */
function makeIn({ hasHolds }: Knowledge): (entry: Entry) => boolean {
  return ({ verb }) => verb === 'book' || verb === (hasHolds ? 'hold' : 'confirm');
}

function merged(makes: readonly Entry[]): Entry[][] {
  const groups: Entry[][] = [];
  for (const make of makes) {
    const isSame = ({ verb, key, tenant, answeredBooking }: Entry): boolean =>
      verb === make.verb &&
      ((key !== -1 && key === make.key && tenant === make.tenant && !areTwo(answeredBooking, make.answeredBooking)) ||
        (answeredBooking !== -1 && answeredBooking === make.answeredBooking));
    const known = groups.find(
      (group) => group.every((other) => !areTwo(other.answeredBooking, make.answeredBooking)) && group.some(isSame),
    );
    if (known === undefined) groups.push([make]);
    else known.push(make);
  }
  return groups;
}

function areTwo(one: number, other: number): boolean {
  return one !== -1 && other !== -1 && one !== other;
}

function isOver(reason: Entry['reason']): boolean {
  return reason === 'expired' || reason === 'conflict' || reason === 'not-found';
}

function isAnythingStored(final: readonly LedgerBooking[]): boolean {
  return final.some(({ status }) => status !== 'cancelled');
}
