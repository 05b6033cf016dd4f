import { aheadMs, lagMs, nearMs } from '../checkers/hidden-times.ts';
import type { Operation } from '../core/operation.ts';
import type { Random } from '../core/random.ts';
import type { Place } from '../core/round.ts';
import { lookAt } from '../scenarios/races/book-slot.ts';
import { push, slotOf, textOf } from './left-holds.ts';
import { keyOf } from './settled-bookings.ts';

/** A time that was shown, had by somebody and given back, with nothing near it that anybody may have now. */
export interface FreedTime extends Place {
  /** Who gave it back. */
  readonly customer: string;
  /** From when on, on the run's clock, no lag excuses that it is not shown: `checkers/hidden-times.ts` says why. */
  readonly dueMs: number;
  /** Somebody was not shown it after it had been given back. */
  readonly isSuspect: boolean;
}

export interface FreedTimes {
  take(operation: Operation): void;
  /** In an order that is drawn, suspects first. */
  list(nowMs: number, draw: Random): readonly FreedTime[];
}

/** Of clocks, and of the run's own end, which comes after it is asked what is worth a look. */
const [slackMs, untilEndMs] = [2_000, 3_600_000];
/** Of what was shown so much is looked into: each look costs as much as a calendar has bookings. */
const triesMax = 1_000;

/** Somebody has, had, or may have had a time. */
interface Claim {
  readonly fromMs: number;
  readonly toMs: number;
  readonly customer: string;
  /** Empty where nobody knows which booking it became, or where it was only moved there. */
  readonly booking: string;
}

/** @param originMs where the histories' 0 stands on the platform's clock, ms since 1970 */
export function freedTimes(originMs: number): FreedTimes {
  const shown = new Map<string, Place>();
  /** When a question was last answered, and when, if that was with nothing. */
  const [lastMs, missed] = [new Map<string, number>(), new Map<string, number>()];
  const claims = new Map<string, Claim[]>();
  /** When the cancellation of a booking was acknowledged. */
  const ended = new Map<string, number>();

  const takeSearch = ({ type, startMs, value }: Operation): void => {
    const { asked = {}, answered } = value;
    if (type !== 'ok' || !Array.isArray(answered?.slots)) return;
    const question = JSON.stringify(asked);
    const slot = slotOf(answered.slots[0]);
    if (!((lastMs.get(question) ?? startMs) > startMs)) {
      lastMs.set(question, startMs);
      if (slot === undefined) missed.set(question, startMs);
      else missed.delete(question);
    }
    if (slot !== undefined) {
      const place = {
        tenant: textOf(asked.tenant),
        branch: textOf(asked.branch),
        service: textOf(asked.service),
        slot,
      };
      if (questionFor(place) === question) shown.set(question, place);
    }
  };
  const takeClaim = ({ verb, type, value }: Operation): void => {
    const { asked = {}, answered = {}, reason } = value;
    if (type === 'fail' && reason === 'taken') return;
    const isMade = type === 'ok' && verb !== 'reschedule';
    const booking = isMade ? keyOf(textOf(asked.tenant), textOf(answered.booking) || textOf(asked.booking)) : '';
    for (const slot of [slotOf(answered.slot), slotOf(asked.slot)]) {
      if (slot === undefined) continue;
      const [fromMs, toMs] = [Date.parse(slot.start), Date.parse(slot.end)];
      const calendar = keyOf(textOf(asked.tenant), slot.resource);
      const claim = { fromMs, toMs, customer: textOf(asked.customer), booking };
      push(claims, calendar, claim);
    }
  };
  const freedOf = (question: string, place: Place): FreedTime | undefined => {
    const [fromMs, toMs] = [Date.parse(place.slot.start) - nearMs, Date.parse(place.slot.end) + nearMs];
    const near = (claims.get(keyOf(place.tenant, place.slot.resource)) ?? []).filter(
      (claim) => claim.fromMs < toMs && fromMs < claim.toMs,
    );
    const ends = near.map(({ booking }) => ended.get(booking) ?? Number.POSITIVE_INFINITY);
    const freedMs = Math.max(...ends);
    const last = near.find((_, index) => ends[index] === freedMs);
    if (last === undefined || !Number.isFinite(freedMs)) return undefined;
    const isSuspect = (missed.get(question) ?? Number.NEGATIVE_INFINITY) > freedMs;
    return { ...place, customer: last.customer, dueMs: freedMs + lagMs + slackMs, isSuspect };
  };
  return {
    take(operation) {
      const { verb, type, endMs, value } = operation;
      if (verb === 'find-slots') takeSearch(operation);
      else if (verb === 'book' || verb === 'hold' || verb === 'confirm' || verb === 'reschedule') takeClaim(operation);
      // A hold that became a booking of another name is over, too.
      const isRenamed = (textOf(value.answered?.booking) || value.asked?.booking) !== value.asked?.booking;
      const isOver = verb === 'cancel' || (verb === 'confirm' && isRenamed);
      if (isOver && type === 'ok') ended.set(keyOf(textOf(value.asked?.tenant), textOf(value.asked?.booking)), endMs);
    },
    list(nowMs, draw) {
      const ahead = [...shown].filter(
        ([, { slot }]) => Date.parse(slot.start) > originMs + nowMs + aheadMs + untilEndMs,
      );
      const drawn = ahead.map(([question, place]) => ({ question, place, turn: draw.next() }));
      const isMissed = ({ question }: { readonly question: string }): boolean => missed.has(question);
      drawn.sort((a, b) => Number(isMissed(b)) - Number(isMissed(a)) || a.turn - b.turn);
      const freed = drawn.slice(0, triesMax).flatMap(({ question, place }) => freedOf(question, place) ?? []);
      return freed.sort((a, b) => Number(b.isSuspect) - Number(a.isSuspect));
    },
  };
}

function questionFor(place: Place): string {
  const { verb: _, ...asked } = lookAt(place);
  return JSON.stringify(asked);
}
