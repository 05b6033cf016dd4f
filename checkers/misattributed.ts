import type { Entry, Ledger, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** A booking that is stored for somebody, or as something, that nobody asked for who had to do with it. */
export interface Misattributed {
  readonly story: Story;
  readonly record: LedgerBooking;
  readonly field: 'customer' | 'service';
  /** What was asked for, as a number of the ledger's interner. */
  readonly said: number;
}

/** Fewer that agree may do so by accident, on a platform that has other names for customers or services. */
const agreeingMin = 5;

interface Field {
  readonly field: Misattributed['field'];
  storedIn(record: LedgerBooking): number;
  saidIn(entry: Entry): number;
}

const fields: readonly Field[] = [
  { field: 'customer', storedIn: (record) => record.customerNumber, saidIn: (entry) => entry.customer },
  { field: 'service', storedIn: (record) => record.serviceNumber, saidIn: (entry) => entry.service },
];

/**
 * Whose booking it is, and what for. Platforms may store either under names of their own, so that only a platform that
 * mostly stores what was asked is held to it; and then only what is another one's who asked, what several persons are
 * stored as, or what the platform itself had shown as asked before: no spelling of a name is taken for another person.
 */
export function misattributed(ledger: Ledger): readonly Misattributed[] {
  return fields.flatMap((field) => misattributedIn(ledger, field));
}

function misattributedIn(ledger: Ledger, { field, storedIn, saidIn }: Field): readonly Misattributed[] {
  const differing: Misattributed[] = [];
  let agreeing = 0;
  for (const story of ledger.stories()) {
    const record = onlyLive(story);
    if (record === undefined) continue;
    if (isAsSaid(story, storedIn(record), saidIn, storedIn)) agreeing += 1;
    else for (const said of saidBy(story, saidIn, storedIn)) differing.push({ story, record, field, said });
  }
  if (differing.length === 0 || agreeing < agreeingMin || agreeing < differing.length) return [];
  // Whoever was refused is somebody, too: a rival's name that is stored is no spelling of the winner's.
  const known = new Set(ledger.attempts.map(saidIn));
  known.delete(-1);
  const shown = shownBefore(ledger, differing, storedIn);
  const seen = new Set<LedgerBooking>();
  const lost = field === 'customer' ? sharedBySeveral(differing, storedIn) : new Set<number>();
  const isByEvent = ({ tag }: Entry): boolean => ledger.deliveries.eventOf(ledger.names.textOf(tag)) !== undefined;
  return differing.filter(({ story, record, said }) => {
    const value = storedIn(record);
    const isProven = known.has(value) || lost.has(value) || shown.get(record.idNumber)?.has(said) === true;
    // Events may name customers and services in their own way.
    if (!isProven || seen.has(record) || story.entries.some(isByEvent)) return false;
    seen.add(record);
    return true;
  });
}

/** No spelling makes one name of two persons': what several are stored as is nobody's name. */
function sharedBySeveral(differing: readonly Misattributed[], storedIn: Field['storedIn']): ReadonlySet<number> {
  const said = Map.groupBy(differing, ({ record }) => storedIn(record));
  const shared = [...said].filter(([, some]) => new Set(some.map((one) => one.said)).size > 1);
  return new Set(shared.map(([stored]) => stored));
}

/** The one record that is booked; of several nobody can tell which attempt made which. */
function onlyLive({ final }: Story): LedgerBooking | undefined {
  const [first] = final;
  if (first === undefined || (first.status !== 'booked' && first.status !== 'no-show')) return undefined;
  return final.length === 1 || final.every(({ idNumber }) => idNumber === first.idNumber) ? first : undefined;
}

/** Whether any attempt that may have made it, or changed it, or what stood there before says so: nearly always. */
function isAsSaid(
  { entries, initial }: Story,
  value: number,
  saidIn: Field['saidIn'],
  storedIn: Field['storedIn'],
): boolean {
  if (value === -1) return false;
  return (
    entries.some((entry) => entry.type !== 'fail' && saidIn(entry) === value) ||
    initial.some((record) => storedIn(record) === value)
  );
}

/** All that they say, each once. */
function saidBy(
  { entries, initial }: Story,
  saidIn: Field['saidIn'],
  storedIn: Field['storedIn'],
): ReadonlySet<number> {
  const said = new Set<number>();
  for (const entry of entries) if (entry.type !== 'fail') said.add(saidIn(entry));
  for (const record of initial) said.add(storedIn(record));
  said.delete(-1);
  return said;
}

/** What the platform showed of these bookings when somebody looked, by their ids. */
function shownBefore(
  { looks }: Ledger,
  differing: readonly Misattributed[],
  storedIn: Field['storedIn'],
): ReadonlyMap<number, ReadonlySet<number>> {
  const shown = new Map(differing.map(({ record }) => [record.idNumber, new Set<number>()]));
  const tenants = new Map(differing.map(({ record }) => [record.idNumber, record.tenantNumber]));
  for (const { type, read } of looks) {
    if (type !== 'ok' || read === undefined) continue;
    const of = shown.get(read.idNumber);
    if (of !== undefined && tenants.get(read.idNumber) === read.tenantNumber) of.add(storedIn(read));
  }
  return shown;
}
