import type { Entry, Ledger, Span } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { minuteText, placeText } from './scene.ts';
import { isMaking, type Watched, watchedBookings } from './watched-bookings.ts';

/** Looks of users at what they changed last, when nothing else can have changed it since. */
export interface OwnLooks {
  readonly count: number;
  readonly wrong: readonly WrongLook[];
}

export interface WrongLook {
  readonly own: Entry;
  readonly read: Entry;
  /** 'a-7 was shown as held to the user whose confirm of it had been acknowledged, with nobody else about' */
  readonly text: string;
  /**
   * Whether the look shows what the booking may once have been, or that it is not there. A place that it never had is
   * no old one: it is kept, or told, otherwise than was acknowledged.
   */
  readonly isOld: boolean;
}

export function ownLooks(recording: Recording): OwnLooks {
  const { ledger, isShared, clockErrorMs } = recording;
  const wrong: WrongLook[] = [];
  let count = 0;
  for (const watched of watchedBookings(ledger)) {
    // What neither was made here nor stood here before is nobody's own; others may change what is not ours.
    const isKnown = watched.isOurs || (watched.initial.length > 0 && !isShared);
    if (watched.isForeign || !isKnown) continue;
    for (const read of watched.reads) {
      const own = lastOwnWrite(watched.writes, read);
      if (own === undefined || !isAlone(own, read, watched.writes, clockErrorMs)) continue;
      count += 1;
      const contradiction = contradictionOf(own, read, watched, ledger);
      if (contradiction === undefined) continue;
      const booking = ledger.names.textOf(read.askedBooking);
      const whose = `to the user whose ${own.verb} of it had been acknowledged, with nobody else about`;
      const { shown, isOld } = contradiction;
      wrong.push({ own, read, text: `${booking} was shown ${shown} ${whose}`, isOld });
    }
  }
  return { count, wrong };
}

function mayHaveBeenAt({ writes, initial }: Watched, { resource, fromMs }: Span): boolean {
  const moves = writes.filter(({ verb }) => isMaking(verb) || verb === 'reschedule');
  const places = moves.flatMap(({ asked, answered }) => [answered ?? asked, asked ?? answered]);
  return [...places, ...initial.map(({ span }) => span)].some(
    (place) => place === undefined || (place.fromMs === fromMs && [-1, resource].includes(place.resource)),
  );
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
    const isMake = isMaking(other.verb);
    const isRepeat = isMake && other.tag === own.tag && other.key !== -1 && other.key === own.key;
    if (isMaking(own.verb)) return isRepeat || (isMake && other.verb === 'hold' && isBefore(other, own, clockErrorMs));
    return isBefore(other, own, clockErrorMs);
  });
}

function isBefore(one: Entry, other: Entry, clockErrorMs: number): boolean {
  const errorMs = one.process === other.process ? 0 : clockErrorMs;
  return (
    one.type === 'ok' &&
    (one.process === other.process ? one.endMs <= other.startMs : one.endMs + errorMs < other.startMs)
  );
}

interface Contradiction extends Pick<WrongLook, 'isOld'> {
  /** 'as not there' */
  readonly shown: string;
}

/** Undefined: the look agrees with the write. */
function contradictionOf(own: Entry, { read }: Entry, watched: Watched, { names }: Ledger): Contradiction | undefined {
  if (own.verb === 'cancel') {
    const isThere = read?.status === 'booked' || read?.status === 'held';
    return isThere ? { shown: `as ${read.status}`, isOld: true } : undefined;
  }
  if (read === undefined) return { shown: 'as not there', isOld: true };
  if (own.verb === 'confirm' && read.status === 'held') return { shown: 'as held', isOld: true };
  if (read.status === 'cancelled') return undefined;
  const place = own.answered ?? own.asked;
  const { span } = read;
  if (place === undefined || span === undefined || !Number.isFinite(place.fromMs + span.fromMs)) return undefined;
  // Who asked for anybody, and was not told whom, may be shown anybody.
  const isSomebody = own.answered !== undefined;
  const isSame = !isSomebody || place.resource === read.resourceNumber;
  if (place.fromMs === span.fromMs && isSame) return undefined;
  const shown = `at ${read.resource} ${minuteText(span.fromMs)} and not at ${placeText(names, place)}`;
  return { shown, isOld: mayHaveBeenAt(watched, span) };
}
