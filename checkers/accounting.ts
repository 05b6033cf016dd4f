import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import { accountingCases, type CaseKind, type GroupCircumstances, type Stored } from './accounting-cases.ts';
import { type Attempt, type AttemptColumns, isAttemptVerb, openAttemptColumns, type Place } from './attempt-columns.ts';
import type { Checker, Circumstances, Completeness, OpenChecker } from './checker.ts';
import { type Groups, openGroups } from './groups.ts';
import { type Interner, openInterner } from './interner.ts';
import { openWitness } from './open-witness.ts';

/**
 * Accounting: what the platform acknowledged is stored, as acknowledged, and nothing else is. With A attempted, K
 * acknowledged and never cancelled, F final minus initial state: lost = K \ F, phantom = F \ A, refused but stored =
 * F ∩ refused, and fields that drifted from what was acknowledged.
 */
export const accounting: Checker = { name: 'accounting', open: openAccounting };

interface Books {
  readonly names: Interner;
  readonly groups: Groups;
  readonly attempts: AttemptColumns;
  /** Of the final state, by node. */
  readonly records: Map<number, Stored[]>;
  /** Records of the final state that no operation and no initial booking mentions. */
  readonly strangers: Map<string, Stored>;
  /** What stood there before and was never touched: name → place; `nowhere` once it was found again. */
  readonly untouched: Map<string, Place>;
  readonly moved: string[];
}

function openAccounting({ isShared }: Circumstances): OpenChecker {
  const names = openInterner();
  const books: Books = {
    ...{ names, groups: openGroups(), attempts: openAttemptColumns(names) },
    ...{ records: new Map(), strangers: new Map(), untouched: new Map(), moved: [] },
  };
  const { groups, attempts } = books;
  const runs = new Set<string>();
  let acknowledged = 0;
  let stored = 0;
  let tagged = 0;

  return {
    take(operation) {
      if (!isAttemptVerb(operation.verb)) return;
      attempts.add(nodeOf(groups, operation), operation.verb, operation);
      if (operation.type === 'ok' && (operation.verb === 'book' || operation.verb === 'confirm')) acknowledged += 1;
      if (runs.size < 100) runs.add(runOf(operation.intent));
    },
    takeInitial(booking) {
      const name = nameOf(booking.tenant, booking.id);
      const node = groups.find('booking', name);
      if (booking.status !== 'booked' && booking.status !== 'no-show') {
        if (node === undefined) books.untouched.set(name, nowhere);
        return;
      }
      const place = placeOf(names, booking);
      if (node === undefined) books.untouched.set(name, place);
      else attempts.addInitial(node, place);
    },
    takeFinal(booking) {
      stored += 1;
      if (booking.tag !== undefined) tagged += 1;
      takeFinal(books, booking, (tag) => !isShared || (tag !== undefined && runs.has(runOf(tag))));
    },
    close(completeness) {
      const circumstances = { ...completeness, isShared, hasTags: tagged > 0 };
      return settle(books, circumstances, { acknowledged, stored });
    },
  };
}

/**
 * The booking that the operation is about: the one that a change names, else the one that its tag makes. Every id that
 * it mentions means the same booking, also the new one that a move answers with.
 */
function nodeOf(groups: Groups, { intent, verb, value }: Operation): number {
  const { asked, answered } = value;
  const isChange = verb === 'reschedule' || verb === 'cancel' || verb === 'mark-no-show';
  const named = [asked?.booking, answered?.booking].filter((said) => typeof said === 'string' && said !== '');
  const nodes = named.map((said) => groups.node('booking', nameOf(asked?.tenant, String(said))));
  const first = nodes[0];
  const node = isChange && first !== undefined ? first : groups.node('tag', intent);
  for (const other of nodes) groups.join(node, other);
  return node;
}

function takeFinal(books: Books, booking: StoredBooking, isOurs: (tag: string | undefined) => boolean): void {
  const { groups, names, untouched } = books;
  const name = nameOf(booking.tenant, booking.id);
  const before = untouched.get(name);
  const isLive = booking.status === 'booked' || booking.status === 'no-show';
  if (before !== undefined) {
    const isWhereItWas = before === nowhere || samePlace(names, placeOf(names, booking), before);
    // A page that repeats a record must not make a stranger of it, so the name stays.
    if (isLive) untouched.set(name, nowhere);
    if (isLive && !isWhereItWas) books.moved.push(`${booking.id} was not touched and is not where it was`);
    return;
  }
  const byTag = booking.tag === undefined ? undefined : groups.find('tag', booking.tag);
  const byId = groups.find('booking', name);
  const node = byTag ?? byId;
  const record: Stored = {
    ...{ id: booking.id, tag: booking.tag, status: booking.status, place: placeOf(names, booking) },
  };
  if (node === undefined) {
    if (isLive && isOurs(booking.tag)) books.strangers.set(name, record);
    return;
  }
  if (byTag !== undefined && byId !== undefined) groups.join(byTag, byId);
  const records = books.records.get(node);
  if (records === undefined) books.records.set(node, [record]);
  else if (records.every(({ id }) => id !== record.id)) records.push(record);
}

type Settling = Completeness & { readonly isShared: boolean; readonly hasTags: boolean };

function settle(books: Books, how: Settling, seen: { acknowledged: number; stored: number }): Finding {
  const { names, attempts } = books;
  const around: GroupCircumstances = {
    ...how,
    samePlace: (place, said) => samePlace(names, place, said),
    describe: (place) => describe(names, place),
  };
  const witness = openWitness<CaseKind>();
  const unsettled: Attempt[] = [];
  eachGroup(books, (group, records, name) => {
    const cases = accountingCases(group, records, around);
    for (const { kind, text } of cases) {
      const ids = [name, ...records.map(({ id }) => id), ...group.map(({ id }) => id).filter((id) => id !== '')];
      witness.add(kind, text, ids);
    }
    if (!how.hasTags && records.length === 0) unsettled.push(...group.filter(({ type }) => type === 'info'));
  });
  for (const stranger of unexplained(books, unsettled, how)) {
    witness.add('phantom', `${stranger.id} (${describe(names, stranger.place)}) is stored and was never asked for`, [
      stranger.id,
      ...(stranger.tag === undefined ? [] : [stranger.tag]),
    ]);
  }
  if (!how.isShared) {
    for (const text of books.moved) witness.add('drifted', text, [text.split(' ')[0] ?? '']);
    if (how.isFinalComplete) {
      for (const [name, place] of books.untouched) {
        if (place === nowhere) continue;
        const id = name.slice(name.indexOf('\n') + 1);
        witness.add('lost', `${id} (${describe(names, place)}) stood there before the load and is gone`, [id]);
      }
    }
  }
  return findingOf(witness, attempts.count(), how, seen);
}

function findingOf(
  witness: ReturnType<typeof openWitness<CaseKind>>,
  examined: number,
  how: Settling,
  seen: { readonly acknowledged: number; readonly stored: number },
): Finding {
  const by = accounting.name;
  const explained = witness.totalBut('stored twice');
  const isExplained = explained > 0 && explained <= how.unseenOperations && witness.total('stored twice') === 0;
  if (witness.totalBut() > 0 && !isExplained) {
    return { by, validity: 'invalid', examined, summary: witness.summary(), witness: witness.close() };
  }
  const unknown = (summary: string): Finding => ({ by, validity: 'unknown', examined, summary });
  if (isExplained) {
    const missing = Number.isFinite(how.unseenOperations) ? `${how.unseenOperations}` : 'an unknown number of';
    return unknown(`${witness.summary()}; but ${missing} operations have no line in the history and may explain it`);
  }
  if (!how.isFinalComplete) return unknown('the final state was not read to its end');
  if (!how.isInitialComplete) return unknown('the initial state was not read to its end');
  if (seen.acknowledged === 0) return unknown('no booking was acknowledged, so there is nothing to account for');
  if (!how.isHistoryWhole) return unknown('lines of the history are missing, and may hide what is wrong');
  const summary = `${seen.acknowledged} acknowledged bookings agree with ${seen.stored} stored records`;
  return { by, validity: 'valid', examined, summary };
}

/** Strangers that no attempt of unknown outcome asked for. Without tags, its place is all that such a booking has. */
function unexplained(books: Books, unsettled: readonly Attempt[], how: Settling): readonly Stored[] {
  const isJudged = how.isInitialComplete && (how.hasTags || !how.isShared);
  if (!isJudged) return [];
  const asked = [...unsettled];
  return [...books.strangers.values()].filter((stranger) => {
    const at = asked.findIndex((attempt) => samePlace(books.names, stranger.place, attempt.place));
    if (at === -1) return true;
    asked.splice(at, 1);
    return false;
  });
}

/** Calls back once a booking, with all its attempts and records; groups in the order of their first attempt. */
function eachGroup(
  { groups, attempts, records }: Books,
  call: (attempts: readonly Attempt[], records: readonly Stored[], name: string) => void,
): void {
  const rowsMax = attempts.count();
  const nextRow = new Int32Array(rowsMax).fill(-1);
  const firstRow = new Int32Array(groups.size()).fill(-1);
  const order: number[] = [];
  for (let row = rowsMax - 1; row >= 0; row -= 1) {
    const root = groups.root(attempts.node(row));
    nextRow[row] = firstRow[root] as number;
    firstRow[root] = row;
  }
  for (let row = 0; row < rowsMax; row += 1) {
    const root = groups.root(attempts.node(row));
    if (firstRow[root] === row) order.push(root);
  }
  const byRoot = new Map<number, Stored[]>();
  for (const [node, found] of records) {
    const root = groups.root(node);
    byRoot.set(root, [...(byRoot.get(root) ?? []), ...found]);
  }
  for (const root of order) {
    const group: Attempt[] = [];
    const first = firstRow[root] as number;
    for (let row = first; row !== -1; row = nextRow[row] as number) group.push(attempts.attempt(row));
    call(group, byRoot.get(root) ?? [], groups.nameOf(attempts.node(first)));
  }
}

const nowhere: Place = { resource: -1, start: -1, end: -1 };

function placeOf(names: Interner, { resource, start, end }: StoredBooking): Place {
  return { resource: names.numberOf(resource), start: names.numberOf(start), end: names.numberOf(end) };
}

/** What an operation did not say cannot differ. Times that are written differently may be the same moment. */
function samePlace(names: Interner, stored: Place, said: Place): boolean {
  const isSame = (one: number, other: number): boolean => one === other || other === -1;
  const isSameTime = (one: number, other: number): boolean =>
    isSame(one, other) || Date.parse(names.textOf(one)) === Date.parse(names.textOf(other));
  return (
    isSame(stored.resource, said.resource) && isSameTime(stored.start, said.start) && isSameTime(stored.end, said.end)
  );
}

function describe(names: Interner, { resource, start, end }: Place): string {
  return `${names.textOf(resource)} ${names.textOf(start)}/${names.textOf(end)}`;
}

/** Ids may be unique within a tenant only. */
function nameOf(tenant: unknown, id: string): string {
  return typeof tenant === 'string' ? `${tenant}\n${id}` : `\n${id}`;
}

/** Tags begin with the run's own name, up to the first dash. */
function runOf(tag: string): string {
  const dash = tag.indexOf('-');
  return dash === -1 ? tag : tag.slice(0, dash);
}
