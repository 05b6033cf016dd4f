import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import { conclude, notApplicable } from './conclude.ts';
import { foreignAnswers } from './foreign-answers.ts';
import { foreignConflicts } from './foreign-conflicts.ts';
import { keyGroups } from './key-groups.ts';
import type { Entry, Story } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { momentText, placeText, sceneOf } from './scene.ts';

/**
 * Idempotency: all attempts of one tenant with one key are one request. It has at most one effect; whoever asks again
 * is answered with it; whoever asks for something else is never answered with it; and another tenant's key is another.
 */
export const idempotency = onLedger('idempotency', judge);

type Kind =
  | 'two effects'
  | 'answered as if equal'
  | 'refused for its own effect'
  | "another tenant's answer"
  | "refused for another tenant's";

interface Judging {
  readonly recording: Recording;
  readonly witness: OpenWitness<Kind>;
  /** Every attempt that may have changed a booking of this id (in whatever tenant: rather too many than too few). */
  changesOf(booking: number): readonly Entry[];
  /** Tags whose attempts are convicted by their answers already. */
  readonly told: Set<number>;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { offers, ledger } = recording;
  const keys = offers?.idempotencyKeys;
  if (keys === false || (Array.isArray(keys) && keys.length === 0)) return notApplicable('idempotency keys');
  const witness = openWitness<Kind>();
  const judging = { recording, witness, changesOf: openChanges(ledger.entries), told: new Set<number>() };
  const groups = keyGroups(ledger.entries);
  let repeated = 0;
  let otherBodies = 0;
  for (const group of groups) {
    for (const attempts of byTenant(group)) {
      if (isRepeated(attempts)) repeated += 1;
      if (attempts.some((attempt) => bodyOf(attempt) !== bodyOf(attempts[0] as Entry))) otherBodies += 1;
      judgeAttempts(judging, attempts);
    }
  }
  for (const story of ledger.stories()) judgeStored(judging, story);
  for (const { answer, owner } of foreignAnswers(recording)) {
    add(
      judging,
      "another tenant's answer",
      [answer, owner],
      'two tenants used one key, and one got the other’s booking',
    );
  }
  for (const { refused, owner } of foreignConflicts(recording)) {
    const why = 'a key that its tenant used for the first time was refused, since another tenant had used it';
    add(judging, "refused for another tenant's", [owner, refused], why);
  }
  const lacks = repeated === 0 ? 'no idempotency key was used again after it had an effect' : undefined;
  return conclude(
    witness,
    {
      examined: groups.reduce((sum, { length }) => sum + length, 0),
      reached: [
        { what: 'keys that were used again after an effect', count: repeated },
        { what: 'keys that came with another request', count: otherBodies },
        { what: 'keys that two tenants used', count: groups.filter((group) => byTenant(group).length > 1).length },
      ],
      lacks,
      good: `${repeated} keys were used again, and had one effect each`,
    },
    recording,
  );
}

function openChanges(entries: readonly Entry[]): Judging['changesOf'] {
  let changes: Map<number, Entry[]> | undefined;
  return (booking) => {
    if (changes === undefined) {
      changes = new Map();
      for (const entry of entries) {
        const { verb, type, askedBooking } = entry;
        if (type === 'fail' || askedBooking === -1 || verb === 'read-booking') continue;
        const known = changes.get(askedBooking);
        if (known === undefined) changes.set(askedBooking, [entry]);
        else known.push(entry);
      }
    }
    return changes.get(booking) ?? [];
  };
}

function byTenant(group: readonly Entry[]): readonly (readonly Entry[])[] {
  const first = group[0] as Entry;
  if (group.every(({ tenant }) => tenant === first.tenant)) return [group];
  const tenants = new Map<number, Entry[]>();
  for (const entry of group) tenants.set(entry.tenant, [...(tenants.get(entry.tenant) ?? []), entry]);
  return [...tenants.values()];
}

/** Something was done under this key, and somebody asked under it at that time or later. */
function isRepeated(attempts: readonly Entry[]): boolean {
  return attempts.some(
    (done) => done.type === 'ok' && attempts.some((again) => again !== done && again.endMs > done.startMs),
  );
}

function judgeAttempts(judging: Judging, attempts: readonly Entry[]): void {
  const done = attempts.filter(({ type }) => type === 'ok');
  const first = done[0];
  if (first === undefined) return;
  const twice = pairOf(done, bodyOf, (one, other) => isTwoEffects(judging, one, other));
  if (twice !== undefined) {
    judging.told.add(twice[0].tag);
    add(judging, 'two effects', twice, 'one request that was sent twice with one key was acknowledged as two bookings');
  }
  const equal = pairOf(done, bookingOf, (one, other) => isAsIfEqual(judging, one, other));
  if (equal !== undefined) {
    const why = 'two requests for different places, sent with one key, were both answered with one booking';
    add(judging, 'answered as if equal', equal, why);
  }
  const refused = attempts.filter(({ type, reason }) => type === 'fail' && reason === 'taken');
  for (const again of refused) {
    const was = done.find((one) => isOwnEffect(judging, one, again));
    if (was === undefined) continue;
    const why =
      'a request that had been acknowledged was sent again with its key, and was told that the place is taken';
    add(judging, 'refused for its own effect', [was, again], why);
    return;
  }
}

/** The first two of one class that cannot both be; each is compared with the first of its class. */
function pairOf(
  entries: readonly Entry[],
  classOf: (entry: Entry) => string,
  isWrong: (one: Entry, other: Entry) => boolean,
): readonly [Entry, Entry] | undefined {
  const firsts = new Map<string, Entry>();
  for (const entry of entries) {
    const first = firsts.get(classOf(entry));
    if (first === undefined) firsts.set(classOf(entry), entry);
    else if (isWrong(first, entry)) return [first, entry];
  }
  return undefined;
}

const bookingOf = ({ answeredBooking }: Entry): string => String(answeredBooking);

/** All that the platform was told; our tag is a part of it, where it is stored. */
function bodyOf({ verb, tag, service, customer, askedBooking, asked }: Entry): string {
  const place = asked === undefined ? [] : [asked.resource, asked.fromMs, asked.toMs];
  return [verb, tag, service, customer, askedBooking, ...place].join(' ');
}

function isElsewhere({ asked: one }: Entry, { asked: other }: Entry): boolean {
  return one?.resource !== other?.resource || one?.fromMs !== other?.fromMs;
}

/** Moved bookings may have new ids, cancelled ones and holds that ran out may rightly be booked anew. */
function isTwoEffects(judging: Judging, one: Entry, other: Entry): boolean {
  const [booking, second] = [one.answeredBooking, other.answeredBooking];
  if (booking === -1 || second === -1 || booking === second) return false;
  const untilMs = Math.max(one.endMs, other.endMs);
  if (one.verb === 'hold' && !(isHeldUntil(judging, one, untilMs) && isHeldUntil(judging, other, untilMs)))
    return false;
  return [one, other].every(({ answeredBooking }) => isUnchanged(judging, answeredBooking, untilMs));
}

const expiryMarginMs = 5_000;

function isHeldUntil(
  { recording: { originMs = Number.NaN } }: Judging,
  { expiresMs }: Entry,
  untilMs: number,
): boolean {
  return expiresMs !== undefined && expiresMs - expiryMarginMs > originMs + untilMs;
}

/** Nobody can have changed the booking by then. */
function isUnchanged({ changesOf, recording }: Judging, booking: number, untilMs: number): boolean {
  if (recording.isShared) return false;
  return changesOf(booking).every(({ startMs }) => startMs > untilMs + recording.clockErrorMs);
}

function isAsIfEqual(judging: Judging, one: Entry, other: Entry): boolean {
  if (one.asked === undefined || other.asked === undefined || !isElsewhere(one, other)) return false;
  if (!Number.isFinite(one.asked.fromMs) || !Number.isFinite(other.asked.fromMs)) return false;
  const isSame = one.answeredBooking !== -1 && one.answeredBooking === other.answeredBooking;
  const isMoved = judging.changesOf(one.answeredBooking).some(({ verb }) => verb === 'reschedule');
  return isSame && !isMoved;
}

/** It was surely acknowledged before, and stood there all the time. */
function isOwnEffect(judging: Judging, done: Entry, again: Entry): boolean {
  if (done.verb !== 'book' || done.answeredBooking === -1 || bodyOf(done) !== bodyOf(again)) return false;
  const isLater = done.endMs + judging.recording.clockErrorMs < again.startMs;
  return isLater && isUnchanged(judging, done.answeredBooking, again.endMs);
}

/** Two records that carry one tag, when all that can have made them carried one key and asked for one thing. */
function judgeStored(judging: Judging, { entries, initial, final }: Story): void {
  if (final.length < 2) return;
  const before = new Set(initial.map(({ id }) => id));
  const live = new Map<string, StoredBooking>();
  for (const record of final) {
    const isOurs = record.tag !== undefined && !before.has(record.id);
    if (isOurs && (record.status === 'booked' || record.status === 'no-show')) live.set(record.id, record);
  }
  const [first, second] = [...live.values()].filter(({ tag, tenant }, _, [one]) => {
    return tag === one?.tag && tenant === one?.tenant;
  });
  if (first === undefined || second === undefined) return;
  const { names } = judging.recording.ledger;
  const able = entries.filter(({ type }) => type !== 'fail');
  const makers = able.filter(({ verb }) => verb === 'book' || verb === 'hold');
  const maker = makers[0];
  if (maker === undefined || maker.key === -1 || judging.told.has(maker.tag) || names.textOf(maker.tag) !== first.tag)
    return;
  const isOneRequest = makers.every((other) => other.key === maker.key && bodyOf(other) === bodyOf(maker));
  if (!isOneRequest || able.some(({ verb }) => verb === 'reschedule')) return;
  const why = `one key is stored as two bookings, ${first.id} and ${second.id}`;
  add(judging, 'two effects', makers.slice(0, 4), why, [first.id, second.id]);
}

function add(
  { witness, recording }: Judging,
  kind: Kind,
  entries: readonly Entry[],
  why: string,
  more: readonly string[] = [],
): void {
  const { names } = recording.ledger;
  const [first, last] = [entries[0] as Entry, entries[entries.length - 1] as Entry];
  const bookings = entries.flatMap(({ answeredBooking: id }) => (id === -1 ? [] : [names.textOf(id)]));
  const asked = entries.flatMap((entry) => (entry.asked === undefined ? [] : [placeText(names, entry.asked)]));
  const text = `key ${names.textOf(first.key)}: ${why} (${[...new Set([...asked, ...bookings])].join(', ')})`;
  const ids = [...bookings, ...more, ...entries.map(({ id }) => id), names.textOf(first.key)];
  const atMs = Math.max(first.endMs, last.endMs);
  witness.add(kind, text, [...new Set(ids)], () => {
    const named = [...new Set([...bookings, ...more])].join(' and ');
    return sceneOf(names, `${momentText(atMs, recording.originMs)} ${why}: ${named}.`, entries);
  });
}
