import type { StoredBooking } from '../core/booking.ts';
import type { Attempt, Place } from './attempt.ts';

export type CaseKind =
  | 'lost'
  | 'phantom'
  | 'refused but stored'
  | 'drifted'
  | 'shown otherwise'
  | 'left out'
  | 'stored twice'
  | 'cancellation lost';

/** What one case of a kind is, and what many are, as a person would say it behind their number. */
export const caseWords: Readonly<Record<CaseKind, { readonly one: string; readonly many: string }>> = {
  lost: { one: 'booking that must be stored is missing', many: 'bookings that must be stored are missing' },
  phantom: { one: 'booking is stored that nobody asked for', many: 'bookings are stored that nobody asked for' },
  'refused but stored': {
    one: 'booking is stored although it was refused',
    many: 'bookings are stored although they were refused',
  },
  drifted: {
    one: 'booking is stored otherwise than was acknowledged',
    many: 'bookings are stored otherwise than was acknowledged',
  },
  'shown otherwise': {
    one: 'look shows a booking otherwise than was acknowledged',
    many: 'looks show a booking otherwise than was acknowledged',
  },
  'left out': {
    one: 'booking is left out of the list of its day',
    many: 'bookings are left out of the lists of their days',
  },
  'stored twice': { one: 'booking is stored more than once', many: 'bookings are stored more than once' },
  'cancellation lost': {
    one: 'booking is stored although its cancellation was acknowledged',
    many: 'bookings are stored although their cancellation was acknowledged',
  },
};

export interface Case {
  readonly kind: CaseKind;
  readonly text: string;
}

export interface Stored {
  readonly id: string;
  readonly tag: string | undefined;
  readonly status: StoredBooking['status'];
  readonly place: Place;
}

export interface GroupCircumstances {
  readonly isInitialComplete: boolean;
  readonly isFinalComplete: boolean;
  readonly clockErrorMs: number;
  /** Others book there too, and may change what is not ours. */
  readonly isShared: boolean;
  /** The platform gives our tags back; without them a booking whose id changed cannot be followed. */
  readonly hasTags: boolean;
  samePlace(stored: Place, said: Place): boolean;
  describe(place: Place): string;
}

/**
 * What is wrong with one booking, given every attempt on it and every record of it. Each rule speaks only when no
 * order of the attempts, and no outcome of those that are `info`, explains the records.
 */
export function accountingCases(
  attempts: readonly Attempt[],
  records: readonly Stored[],
  around: GroupCircumstances,
): readonly Case[] {
  const isOurs = attempts.some(({ verb }) => verb === 'book' || verb === 'confirm' || verb === 'hold');
  if (around.isShared && !isOurs) return [];
  const live = records.filter(({ status }) => status === 'booked' || status === 'no-show');
  if (live.length === 0) return [...lost(attempts, records, around), ...refusedHold(attempts, records)];
  const makes = attempts.filter(isMake);
  if (makes.length === 0) return neverAsked(attempts, live, around);
  if (makes.every(({ type }) => type === 'fail')) {
    return [{ kind: 'refused but stored', text: `stored as ${names(live)} though every attempt was refused` }];
  }
  return [...cancellationLost(attempts, live), ...storedTwice(attempts, live), ...drifted(attempts, live, around)];
}

function isMake({ verb }: Attempt): boolean {
  return verb === 'book' || verb === 'confirm' || verb === 'initial';
}

const mayHave = ({ type }: Attempt): boolean => type !== 'fail';

/** Acknowledged, never cancelled as far as anybody can know, and yet not there. */
function lost(attempts: readonly Attempt[], records: readonly Stored[], around: GroupCircumstances): readonly Case[] {
  const acknowledged = attempts.find((attempt) => isMake(attempt) && attempt.type === 'ok');
  if (acknowledged === undefined || !around.isFinalComplete) return [];
  if (attempts.some((attempt) => attempt.verb === 'cancel' && mayHave(attempt))) return [];
  // Without tags, a move whose answer was lost may have given the booking an id that we never heard of.
  const isOutOfSight = !around.hasTags && attempts.some(({ verb, type }) => verb === 'reschedule' && type === 'info');
  if (isOutOfSight) return [];
  const was = acknowledged.verb === 'initial' ? 'stood there before the load' : `was acknowledged (${acknowledged.id})`;
  const found = records[0];
  const is = found === undefined ? 'is not in the final state' : `is stored only as ${found.status}`;
  return [{ kind: 'lost', text: `${around.describe(acknowledged.place)} ${was} and ${is}` }];
}

/** A booking of several steps that broke off may leave its cart behind, which runs out: only holds answer for holds. */
function refusedHold(attempts: readonly Attempt[], records: readonly Stored[]): readonly Case[] {
  const held = records.filter(({ status }) => status === 'held');
  const asked = attempts.filter((attempt) => isMake(attempt) || attempt.verb === 'hold');
  if (held.length === 0 || asked.length === 0 || asked.some((each) => mayHave(each) || each.verb === 'book')) return [];
  return [{ kind: 'refused but stored', text: `held as ${names(held)} though every attempt was refused` }];
}

/** Booked although nobody ever asked for more than a hold, or for nothing at all. */
function neverAsked(
  attempts: readonly Attempt[],
  live: readonly Stored[],
  around: GroupCircumstances,
): readonly Case[] {
  const isHeldOnly = attempts.some(({ verb }) => verb === 'hold');
  // A booking that we only changed may have stood there before, if that list is not whole.
  if (!isHeldOnly && !around.isInitialComplete) return [];
  const why = isHeldOnly ? 'was only held, never confirmed' : 'was never asked for';
  return [{ kind: 'phantom', text: `${names(live)} is stored and ${why}` }];
}

/** A cancellation that was acknowledged stands, unless something later, or unanswered, may have booked anew. */
function cancellationLost(attempts: readonly Attempt[], live: readonly Stored[]): readonly Case[] {
  for (const cancel of attempts) {
    if (cancel.verb !== 'cancel' || cancel.type !== 'ok') continue;
    // Under an id that a move has replaced it is about what was moved away, and not about what stands.
    const isReplaced = attempts.some(
      ({ verb, type, asked, answered = -1 }) =>
        verb === 'reschedule' && type === 'ok' && asked === cancel.asked && answered !== -1 && answered !== asked,
    );
    if (isReplaced) continue;
    const others = attempts.filter((each) => (isMake(each) || each.verb === 'reschedule') && mayHave(each));
    const isSurelyLast = others.every((each) => each.type === 'ok' && each.endMs < cancel.startMs);
    if (!isSurelyLast || live.length > 1) continue;
    const text = `${names(live)} is stored though its cancellation was acknowledged (${cancel.id})`;
    return [{ kind: 'cancellation lost', text }];
  }
  return [];
}

/**
 * Never more bookings than attempts that may have made one, nor than were asked for: a hold that is confirmed twice
 * is one. What one idempotency key may do is another law's.
 */
function storedTwice(attempts: readonly Attempt[], live: readonly Stored[]): readonly Case[] {
  if (live.length < 2) return [];
  const makes = attempts.filter((attempt) => isMake(attempt) && mayHave(attempt));
  const makers = attempts.filter((attempt) => (attempt.verb === 'book' || attempt.verb === 'hold') && mayHave(attempt));
  if (makers.some(({ key }) => key !== -1)) return [];
  const moves = attempts.filter((attempt) => attempt.verb === 'reschedule' && attempt.type === 'info').length;
  const asked = makers.length + attempts.filter(({ verb }) => verb === 'initial').length;
  const most = (asked === 0 ? makes.length : Math.min(asked, makes.length)) + moves;
  if (live.length <= most) return [];
  const text = `${names(live)} are one intent, and only ${most} attempts may have booked`;
  return [{ kind: 'stored twice', text }];
}

function drifted(attempts: readonly Attempt[], live: readonly Stored[], around: GroupCircumstances): readonly Case[] {
  const allowed = allowedPlaces(attempts, live.length, around.clockErrorMs);
  const cases: Case[] = [];
  for (const record of live) {
    if (allowed.some((place) => around.samePlace(record.place, place))) continue;
    const said = allowed.map((place) => around.describe(place)).join(' or ');
    cases.push({ kind: 'drifted', text: `${record.id} is stored as ${around.describe(record.place)}, not ${said}` });
  }
  const noShow = attempts.find((each) => each.verb === 'mark-no-show' && each.type === 'ok');
  const isForgotten =
    noShow !== undefined && live.every(({ status }) => status === 'booked') && isUndisturbed(attempts, noShow);
  if (isForgotten) {
    cases.push({ kind: 'drifted', text: `${names(live)} is stored as booked, though the no-show was acknowledged` });
  }
  return cases;
}

/**
 * Where the booking may stand. `info` may have happened at any time after its start, or never. What was acknowledged
 * holds until a move that was acknowledged surely later: bookings cannot follow their own move, so once one booking
 * was made before that move, an answer to a later attempt is a replay of the first.
 *
 * ```
 * book ok ──────┤
 *                 ├── move A ok ──┤            A or B may be last, the booked place cannot be
 *                          ├── move B ok ──┤
 * ```
 */
function allowedPlaces(attempts: readonly Attempt[], records: number, clockErrorMs: number): readonly Place[] {
  const makes = attempts.filter((attempt) => isMake(attempt) && mayHave(attempt));
  const moves = attempts.filter((attempt) => attempt.verb === 'reschedule' && mayHave(attempt));
  if (records > 1) return [...makes, ...moves].map(({ place }) => place);
  const done = moves.filter(({ type }) => type === 'ok');
  const isOutlived = (attempt: Attempt): boolean =>
    attempt.type === 'ok' && done.some((move) => attempt.endMs + clockErrorMs < move.startMs);
  const standing = moves.filter((move) => !isOutlived(move));
  const isMoved = makes.some(isOutlived);
  const made = makes.filter(({ type }) => type === 'info' || !isMoved);
  return [...made, ...standing].map(({ place }) => place);
}

/** Nothing that could have undone the no-show ran beside it, after it, or with an unknown outcome. */
function isUndisturbed(attempts: readonly Attempt[], noShow: Attempt): boolean {
  const others = attempts.filter((each) => each !== noShow && mayHave(each) && each.verb !== 'mark-no-show');
  return others.every((each) => each.type === 'ok' && each.endMs < noShow.startMs);
}

function names(records: readonly Stored[]): string {
  return records
    .slice(0, 3)
    .map(({ id }) => id)
    .join(', ');
}
