import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import { conclude, notApplicable } from './conclude.ts';
import { type DeniedChange, deniedChanges } from './denied-changes.ts';
import { isUnread } from './is-unread.ts';
import type { Entry } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { minuteText, momentText, placeText, sceneOf } from './scene.ts';
import { type Watched, watchedBookings } from './watched-bookings.ts';

/**
 * Session guarantees (Terry and others, 1994), for each user and tenant: what a user was told to be done is there when
 * that user looks next, or changes it (read your writes), and what a user has seen is not unseen again (monotonic
 * reads).
 */
export const sessionGuarantees = onLedger('session-guarantees', judge);

type Kind = 'own write not read' | 'read and then unread' | 'own booking denied';

interface Judging {
  readonly recording: Recording;
  readonly witness: OpenWitness<Kind>;
  readonly counts: { writesRead: number; pairsRead: number };
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { offers, ledger, isShared } = recording;
  const verbs = offers?.verbs;
  if (Array.isArray(verbs) && !verbs.includes('read-booking')) return notApplicable('way to look at one booking');
  const judging: Judging = { recording, witness: openWitness<Kind>(), counts: { writesRead: 0, pairsRead: 0 } };
  let examined = 0;
  for (const watched of watchedBookings(ledger)) {
    examined += watched.reads.length;
    // Others may change what is not ours, and nobody would tell us.
    const isOurs = watched.writes.some(isMaking);
    if (watched.isForeign || (isShared && !isOurs)) continue;
    // What neither was made here nor stood here before is nobody's own.
    const isKnown = isOurs || watched.initial.length > 0;
    for (const read of isKnown ? watched.reads : []) judgeOwnWrite(judging, watched, read);
    judgeOrder(judging, watched);
  }
  for (const change of deniedChanges(recording)) addDenied(judging, change);
  const { writesRead, pairsRead } = judging.counts;
  const good = `${writesRead} looks showed the user's own change, ${pairsRead} second looks nothing older`;
  return conclude(
    judging.witness,
    {
      examined,
      reached: [
        { what: 'looks at an own booking after changing it', count: writesRead },
        { what: 'second looks of one user at one booking', count: pairsRead },
      ],
      lacks:
        writesRead === 0 ? 'no user looked at an own booking after changing it, with nobody else about' : undefined,
      good,
    },
    recording,
  );
}

function addDenied({ recording, witness }: Judging, { own, denied }: DeniedChange): void {
  const { names } = recording.ledger;
  const booking = names.textOf(denied.askedBooking);
  const text =
    `${booking} was ${denied.reason === 'expired' ? 'said to have run out' : 'not found'} by the user's ` +
    `${denied.verb}, whose ${own.verb} of it had been acknowledged, with nobody else about`;
  witness.add('own booking denied', `${text} (${own.id}, ${denied.id})`, [booking, own.id, denied.id], () =>
    sceneOf(names, `${momentText(denied.endMs, recording.originMs)} ${text}.`, [own, denied]),
  );
}

/** The user's last acknowledged write has to show, when nothing else can have changed the booking since. */
function judgeOwnWrite(judging: Judging, watched: Watched, read: Entry): void {
  const { recording, witness, counts } = judging;
  const own = lastOwnWrite(watched.writes, read);
  if (own === undefined || !isAlone(own, read, watched.writes, recording.clockErrorMs)) return;
  counts.writesRead += 1;
  const wrong = contradiction(own, read, recording);
  if (wrong === undefined) return;
  const { names } = recording.ledger;
  const booking = names.textOf(read.askedBooking);
  const text = `${booking} ${wrong} to the user whose ${own.verb} of it had been acknowledged, with nobody else about`;
  witness.add('own write not read', `${text} (${own.id}, ${read.id})`, [booking, own.id, read.id], () => {
    const sentence = `${momentText(read.endMs, recording.originMs)} ${text}.`;
    return sceneOf(names, sentence, [own, read]);
  });
}

/** The last one that this user was told is done, if it is about the booking under the id that is looked at. */
function lastOwnWrite(writes: readonly Entry[], { process, startMs, askedBooking }: Entry): Entry | undefined {
  let last: Entry | undefined;
  for (const write of writes) {
    const isDone = write.type === 'ok' && write.process === process && write.endMs <= startMs;
    const isAbout = write.verb !== 'hold' && write.verb !== 'mark-no-show';
    if (isDone && isAbout && (last === undefined || last.endMs <= write.endMs)) last = write;
  }
  // Who is answered with something else than was asked for has been wronged already, by another law.
  if (last === undefined || isElsewhere(last)) return undefined;
  const named = last.verb === 'cancel' || last.answeredBooking === -1 ? last.askedBooking : last.answeredBooking;
  return named === askedBooking ? last : undefined;
}

function isElsewhere({ asked, answered }: Entry): boolean {
  if (asked === undefined || answered === undefined) return false;
  return asked.fromMs !== answered.fromMs || asked.resource !== answered.resource;
}

/** Nothing else can have changed the booking since the write; asking again for what was made changes nothing. */
function isAlone(own: Entry, read: Entry, writes: readonly Entry[], clockErrorMs: number): boolean {
  return writes.every((other) => {
    if (other === own || other.startMs > read.endMs + clockErrorMs) return true;
    const isMake = isMaking(other);
    const isRepeat = isMake && other.tag === own.tag && other.key !== -1 && other.key === own.key;
    if (isMaking(own)) return isRepeat || (isMake && other.verb === 'hold' && isBefore(other, own, clockErrorMs));
    return isBefore(other, own, clockErrorMs);
  });
}

function isMaking({ verb }: Entry): boolean {
  return verb === 'book' || verb === 'hold' || verb === 'confirm';
}

function isBefore(one: Entry, other: Entry, clockErrorMs: number): boolean {
  const errorMs = one.process === other.process ? 0 : clockErrorMs;
  return (
    one.type === 'ok' &&
    (one.process === other.process ? one.endMs <= other.startMs : one.endMs + errorMs < other.startMs)
  );
}

/** 'was shown as not there'; undefined: the look agrees with the write. */
function contradiction(own: Entry, { read }: Entry, { ledger }: Recording): string | undefined {
  if (own.verb === 'cancel') {
    const isThere = read?.status === 'booked' || read?.status === 'held';
    return isThere ? `was shown as ${read.status}` : undefined;
  }
  if (read === undefined) return 'was shown as not there';
  if (own.verb === 'confirm' && read.status === 'held') return 'was shown as held';
  if (read.status === 'cancelled') return undefined;
  const place = own.answered ?? own.asked;
  const shownMs = read.span?.fromMs ?? Number.NaN;
  if (place === undefined || !Number.isFinite(place.fromMs) || !Number.isFinite(shownMs)) return undefined;
  // Who asked for anybody, and was not told whom, may be shown anybody.
  const isSomebody = own.answered !== undefined;
  const isSame = !isSomebody || place.resource === read.resourceNumber;
  if (place.fromMs === shownMs && isSame) return undefined;
  return `was shown at ${read.resource} ${minuteText(shownMs)} and not at ${placeText(ledger.names, place)}`;
}

/** What a user has seen of the booking: each state once, with the last look that showed it. */
function judgeOrder({ recording, witness, counts }: Judging, watched: Watched): void {
  if (watched.reads.length < 2) return;
  const { ledger, clockErrorMs, originMs } = recording;
  const { names } = ledger;
  const seen = new Map<number, Map<string, Entry>>();
  for (const read of [...watched.reads].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    const before = seen.get(read.process) ?? new Map<string, Entry>();
    seen.set(read.process, before);
    const earlier = [...before.values()].filter(({ endMs }) => endMs <= read.startMs);
    if (earlier.length > 0) counts.pairsRead += 1;
    const first = earlier.find((one) => isUnread(one, read, watched, clockErrorMs));
    if (first === undefined) {
      before.set(stateKey(read.read), read);
      continue;
    }
    const booking = names.textOf(read.askedBooking);
    const [is, was] = [stateText(read.read), stateText(first.read)];
    const text = `${booking} was shown as ${is} to a user who had seen it ${was} before`;
    witness.add('read and then unread', `${text} (${first.id}, ${read.id})`, [booking, first.id, read.id], () => {
      const made = watched.writes.filter(({ startMs }) => startMs < first.endMs).slice(-2);
      return sceneOf(names, `${momentText(read.endMs, originMs)} ${text}.`, [first, read], made);
    });
  }
}

function stateKey(read: StoredBooking | undefined): string {
  return read === undefined ? '' : `${read.status} ${read.resource} ${read.start}`;
}

function stateText(read: StoredBooking | undefined): string {
  return read === undefined ? 'not there' : `${read.status} at ${read.resource} ${minuteText(Date.parse(read.start))}`;
}
