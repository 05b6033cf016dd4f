import type { Finding } from '../core/finding.ts';
import { accountingCases, type CaseKind, caseWords, type GroupCircumstances, type Stored } from './accounting-cases.ts';
import type { Attempt, AttemptVerb, Place } from './attempt.ts';
import { echoesOf } from './echoes.ts';
import { givenToSeveral } from './given-to-several.ts';
import type { Entry, Ledger, Story } from './ledger.ts';
import { leftOut } from './left-out.ts';
import { listedElsewhere } from './listed-elsewhere.ts';
import { listedTwice } from './listed-twice.ts';
import { lostTags } from './lost-tags.ts';
import { misattributed } from './misattributed.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { ownLooks } from './own-looks.ts';
import { stillListed } from './still-listed.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/**
 * Accounting: what the platform acknowledged is stored, as acknowledged, and nothing else is. With A attempted, K
 * acknowledged and never cancelled, F final minus initial state: lost = K \ F, phantom = F \ A, refused but stored =
 * F ∩ refused, and fields that drifted from what was acknowledged, there or where their user looks.
 */
export const accounting = onLedger('accounting', judge);

interface Judging extends Recording {
  readonly hasTags: boolean;
  /** Operations whose answer is a replay of somebody else's booking: what they did themselves, nobody told. */
  readonly echoes: ReadonlySet<Entry>;
  isOurs(tag: string | undefined): boolean;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { ledger, isShared } = recording;
  const { names } = ledger;
  const stories = ledger.stories();
  const runs = isShared ? runsOf(ledger) : undefined;
  const judging: Judging = {
    ...recording,
    hasTags: stories.some(({ final }) => final.some(({ tag }) => tag !== undefined)),
    echoes: echoesOf(ledger),
    isOurs: (tag) => runs === undefined || (tag !== undefined && runs.has(runOf(tag))),
  };
  const around: GroupCircumstances = { ...judging, samePlace, describe: (place) => describe(ledger, place) };
  const witness = openWitness<CaseKind>(caseWords);
  const strangers: Stored[] = [];
  const unsettled: Attempt[] = [];
  const seen = { examined: 0, acknowledged: 0, stored: 0 };
  for (const story of stories) {
    seen.stored += story.final.length;
    if (story.entries.length === 0) {
      judgeUntouched(story, judging, witness, strangers);
      continue;
    }
    seen.examined += story.entries.length;
    for (const { verb, type } of story.entries) {
      if (type === 'ok' && (verb === 'book' || verb === 'confirm')) seen.acknowledged += 1;
    }
    for (const { entry, record } of givenToSeveral(story, ledger, judging.echoes)) {
      const was = `${describe(ledger, saidBy(entry))} was acknowledged (${entry.id})`;
      witness.add('lost', `${was} as ${record.id}, which is stored for ${record.tag}`, [entry.id, record.id]);
    }
    if (isPlain(story)) continue;
    const group = attemptsOf(story, judging);
    const records = recordsOf(story);
    for (const { kind, text } of accountingCases(group, records, around)) {
      const first = story.entries[0] as Entry;
      // How often an event may have its effect is a law of its own.
      if (kind === 'stored twice' && ledger.deliveries.eventOf(names.textOf(first.tag)) !== undefined) continue;
      const name = names.textOf(first.askedBooking === -1 ? first.tag : first.askedBooking);
      const ids = [name, ...records.map(({ id }) => id), ...group.map(({ id }) => id).filter((id) => id !== '')];
      witness.add(kind, text, ids);
    }
    if (!judging.hasTags && records.length === 0) unsettled.push(...group.filter(({ type }) => type === 'info'));
  }
  for (const stranger of unexplained(strangers, unsettled, judging)) {
    witness.add('phantom', `${stranger.id} (${describe(ledger, stranger.place)}) is stored and was never asked for`, [
      stranger.id,
      ...(stranger.tag === undefined ? [] : [stranger.tag]),
    ]);
  }
  addMisattributed(judging, witness);
  addLostTags(judging, witness);
  for (const { own, read, text, isOld } of ownLooks(recording).wrong) {
    if (!isOld) witness.add('shown otherwise', `${text} (${own.id}, ${read.id})`, [own.id, read.id]);
  }
  for (const { record, look } of leftOut(recording)) {
    const text = `${record.id} (${describe(ledger, placeOf(record))}) is left out of the list of its day (${look.id})`;
    witness.add('left out', text, [record.id, look.id]);
  }
  for (const { booking, id } of listedTwice(recording)) {
    const text = `${names.textOf(booking)} stands on more than one page of its day's list (${id})`;
    witness.add('shown otherwise', text, [names.textOf(booking), id]);
  }
  for (const { record, listed, look } of listedElsewhere(recording)) {
    const is = `${record.id} stands at ${describe(ledger, placeOf(record))}`;
    const text = `${is} and is in its day's list at ${describe(ledger, placeOf(listed))} (${look.id})`;
    witness.add('shown otherwise', text, [record.id, look.id]);
  }
  for (const { cancel, look } of stillListed(recording)) {
    const text = `${names.textOf(cancel.askedBooking)} was cancelled (${cancel.id}) and is in its day's list as booked`;
    witness.add('shown otherwise', `${text} (${look.id})`, [cancel.id, look.id]);
  }
  return findingOf(witness, judging, seen);
}

/** Others may change what is theirs; what is ours stays whose it was. */
function addMisattributed({ ledger, isOurs }: Judging, witness: ReturnType<typeof openWitness<CaseKind>>): void {
  const { names } = ledger;
  for (const { story, record, field, said } of misattributed(ledger)) {
    if (!isOurs(record.tag)) continue;
    const stored = field === 'customer' ? record.customer : record.service;
    const text = `${record.id} is stored with the ${field} ${stored ?? '(none)'}, not ${names.textOf(said)}`;
    witness.add('drifted', text, [record.id, ...story.entries.map(({ id }) => id).filter((id) => id !== '')]);
  }
}

/** Of strangers nobody knows what they do to a booking that bears no tag of ours. */
function addLostTags({ ledger, isShared }: Judging, witness: ReturnType<typeof openWitness<CaseKind>>): void {
  if (isShared) return;
  for (const { record, move, tag, made } of lostTags(ledger)) {
    const is = record.tag === undefined ? 'without any tag' : `under the tag ${record.tag}`;
    const text = `${record.id} was moved (${move.id}) and is stored ${is}, not under ${ledger.names.textOf(tag)}`;
    witness.add('drifted', text, [record.id, ...(made === undefined ? [] : [made.id]), move.id]);
  }
}

const before = Number.NEGATIVE_INFINITY;

/** Refused and not stored, or made and stored there: nothing can be wrong with most bookings. */
function isPlain({ entries, initial, final }: Story): boolean {
  const [stored] = final;
  if (initial.length > 0 || final.length > 1) return false;
  if (stored === undefined) return entries.every(({ type }) => type === 'fail');
  const isMadeOnly = entries.every(({ verb }) => verb === 'book' || verb === 'hold' || verb === 'confirm');
  const isThere = (entry: Entry): boolean =>
    entry.verb !== 'hold' && entry.type !== 'fail' && samePlace(placeOf(stored), saidBy(entry));
  return isMadeOnly && stored.status === 'booked' && entries.some(isThere);
}

function saidBy({ type, answered, asked }: Entry): Place {
  return (type === 'ok' ? answered : undefined) ?? asked ?? nowhere;
}

/** Every attempt on the booking; what stood there before as if it had been acknowledged before time began. */
function attemptsOf({ entries, initial }: Story, { echoes }: Judging): readonly Attempt[] {
  const attempts = entries.map((entry): Attempt => {
    const { id, verb, type, startMs, endMs, key } = entry;
    const isEcho = echoes.size > 0 && echoes.has(entry);
    const place = saidBy(entry);
    const [asked, answered] = [entry.askedBooking, entry.answeredBooking];
    return { id, verb: verb as AttemptVerb, startMs, endMs, key, type: isEcho ? 'info' : type, place, asked, answered };
  });
  for (const booking of initial) {
    if (!isLive(booking)) continue;
    const place = placeOf(booking);
    attempts.push({ id: '', verb: 'initial', type: 'ok', startMs: before, endMs: before, place, key: -1 });
  }
  return attempts;
}

const isLive = ({ status }: LedgerBooking): boolean => status === 'booked' || status === 'no-show';

/** Each record once, though a page may repeat it. */
function recordsOf({ final }: Story): readonly Stored[] {
  const records: Stored[] = [];
  for (const booking of final) {
    if (records.every(({ id }) => id !== booking.id)) records.push(storedOf(booking));
  }
  return records;
}

function storedOf(booking: LedgerBooking): Stored {
  return { id: booking.id, tag: booking.tag, status: booking.status, place: placeOf(booking) };
}

/** Bookings that no operation mentions: they stand where they stood, and there are no new ones. */
function judgeUntouched(
  { initial, final }: Story,
  { ledger, isShared, isFinalComplete, isOurs }: Judging,
  witness: ReturnType<typeof openWitness<CaseKind>>,
  strangers: Stored[],
): void {
  for (const was of initial) {
    if (isShared || !isLive(was)) continue;
    const is = final.find(({ id, status }) => id === was.id && status !== 'cancelled' && status !== 'held');
    const place = placeOf(was);
    if (is !== undefined && !samePlace(placeOf(is), place)) {
      witness.add('drifted', `${was.id} was not touched and is not where it was`, [was.id]);
    } else if (is === undefined && isFinalComplete) {
      witness.add('lost', `${was.id} (${describe(ledger, place)}) stood there before the load and is gone`, [was.id]);
    }
  }
  for (const booking of final) {
    const isRepeated = final.find(({ id }) => id === booking.id) !== booking;
    const isNew = !isRepeated && initial.every(({ id }) => id !== booking.id);
    if (isNew && isLive(booking) && isOurs(booking.tag)) strangers.push(storedOf(booking));
  }
}

/** Strangers that no attempt of unknown outcome asked for. Without tags, its place is all that such a booking has. */
function unexplained(strangers: readonly Stored[], unsettled: readonly Attempt[], how: Judging): readonly Stored[] {
  const isJudged = how.isInitialComplete && (how.hasTags || !how.isShared);
  if (!isJudged) return [];
  const asked = [...unsettled];
  return strangers.filter((stranger) => {
    const at = asked.findIndex((attempt) => samePlace(stranger.place, attempt.place));
    if (at === -1) return true;
    asked.splice(at, 1);
    return false;
  });
}

function findingOf(
  witness: ReturnType<typeof openWitness<CaseKind>>,
  how: Judging,
  {
    examined,
    acknowledged,
    stored,
  }: { readonly examined: number; readonly acknowledged: number; readonly stored: number },
): Omit<Finding, 'by'> {
  const explained = witness.totalBut('stored twice');
  const isExplained = explained > 0 && explained <= how.unseenOperations && witness.total('stored twice') === 0;
  if (witness.totalBut() > 0 && !isExplained) {
    return { validity: 'invalid', examined, summary: witness.summary(), witness: witness.close() };
  }
  const unknown = (summary: string): Omit<Finding, 'by'> => ({ validity: 'unknown', examined, summary });
  if (isExplained) {
    const missing = Number.isFinite(how.unseenOperations) ? `${how.unseenOperations}` : 'an unknown number of';
    return unknown(`${witness.summary()}; but ${missing} operations have no line in the history and may explain it`);
  }
  if (!how.isFinalComplete) return unknown('the final state was not read to its end');
  if (!how.isInitialComplete) return unknown('the initial state was not read to its end');
  if (acknowledged === 0) return unknown('no booking was acknowledged, so there is nothing to account for');
  if (!how.isHistoryWhole) return unknown('lines of the history are missing, and may hide what is wrong');
  const summary = `${acknowledged} acknowledged bookings agree with ${stored} stored records`;
  return { validity: 'valid', examined, summary };
}

const nowhere: Place = { resource: -1, fromMs: Number.NaN, toMs: Number.NaN };

function placeOf({ span }: LedgerBooking): Place {
  return span ?? nowhere;
}

/** What an operation did not say, or in a way that nobody understands, cannot differ. */
function samePlace(stored: Place, said: Place): boolean {
  const isSame = (one: number, other: number): boolean => one === other || Number.isNaN(other);
  const isSameResource = stored.resource === said.resource || said.resource === -1;
  return isSameResource && isSame(stored.fromMs, said.fromMs) && isSame(stored.toMs, said.toMs);
}

/** 'staff-3 2027-03-02T14:00:00Z/2027-03-02T14:30:00Z' */
function describe({ names }: Ledger, { resource, fromMs, toMs }: Place): string {
  return `${names.textOf(resource)} ${timeText(fromMs)}/${timeText(toMs)}`;
}

function timeText(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString().replace('.000Z', 'Z') : '?';
}

/** The runs whose tags are ours: all operations of one have tags that begin alike. */
function runsOf({ entries, names }: Ledger): ReadonlySet<string> {
  const runs = new Set<string>();
  for (const { verb, tag } of entries) {
    if (runs.size >= 100) break;
    if (verb !== 'find-slots' && verb !== 'read-booking') runs.add(runOf(names.textOf(tag)));
  }
  return runs;
}

/** Tags begin with the run's own name, up to the first dash. */
function runOf(tag: string): string {
  const dash = tag.indexOf('-');
  return dash === -1 ? tag : tag.slice(0, dash);
}
