import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import { conclude, notApplicable } from './conclude.ts';
import { type DeniedChange, deniedChanges } from './denied-changes.ts';
import { isUnread } from './is-unread.ts';
import type { Entry } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { ownLooks, type WrongLook } from './own-looks.ts';
import { minuteText, momentText, sceneOf } from './scene.ts';
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
  pairsRead: number;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { offers, ledger, isShared } = recording;
  const verbs = offers?.verbs;
  if (Array.isArray(verbs) && !verbs.includes('read-booking')) return notApplicable('way to look at one booking');
  const { count: writesRead, wrong } = ownLooks(recording);
  const judging: Judging = { recording, witness: openWitness<Kind>(), pairsRead: 0 };
  for (const look of wrong) if (look.isOld) addUnread(judging, look);
  let examined = 0;
  for (const watched of watchedBookings(ledger)) {
    examined += watched.reads.length;
    if (watched.isForeign || (isShared && !watched.isOurs)) continue;
    judgeOrder(judging, watched);
  }
  for (const change of deniedChanges(recording)) addDenied(judging, change);
  const { pairsRead } = judging;
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

function addUnread({ recording, witness }: Judging, { own, read, text }: WrongLook): void {
  const { names } = recording.ledger;
  const ids = [names.textOf(read.askedBooking), own.id, read.id];
  witness.add('own write not read', `${text} (${own.id}, ${read.id})`, ids, () =>
    sceneOf(names, `${momentText(read.endMs, recording.originMs)} ${text}.`, [own, read]),
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

/** What a user has seen of the booking: each state once, with the last look that showed it. */
function judgeOrder(judging: Judging, watched: Watched): void {
  if (watched.reads.length < 2) return;
  const { recording, witness } = judging;
  const { ledger, clockErrorMs, originMs } = recording;
  const { names } = ledger;
  const seen = new Map<number, Map<string, Entry>>();
  for (const read of [...watched.reads].sort((a, b) => a.startMs - b.startMs || a.endMs - b.endMs)) {
    const before = seen.get(read.process) ?? new Map<string, Entry>();
    seen.set(read.process, before);
    const earlier = [...before.values()].filter(({ endMs }) => endMs <= read.startMs);
    if (earlier.length > 0) judging.pairsRead += 1;
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
