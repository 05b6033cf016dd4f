import type { Entry, Span, Story } from '../ledger.ts';
import type { LedgerBooking } from '../stored-bookings.ts';
import { afterAllMs, beforeAllMs, type Shown } from './group.ts';
import type { Knowledge } from './knowledge.ts';
import { type Deed, isAnsweredElsewhere, isSameSpan, type KnownBooking, meet, type Stranger } from './known-booking.ts';
import { type Part, partsOfStory } from './parts-of-story.ts';

const never = Number.POSITIVE_INFINITY;

export interface Known {
  readonly bookings: KnownBooking[];
  readonly strangers: Stranger[];
}

/** Every story as bookings that the model can follow, and as strangers where it cannot. */
export function knownBookings(stories: readonly Story[], knowledge: Knowledge): Known {
  const known: Known = { bookings: [], strangers: [] };
  for (const story of stories) {
    const parts = partsOfStory(story, knowledge);
    if (parts === undefined)
      known.strangers.push(...strangersIn(knowledge, story.entries, [...story.initial, ...story.final]));
    for (const part of parts ?? []) {
      const booking = bookingOf(part, knowledge);
      if (booking !== undefined) known.bookings.push(booking);
      else {
        const { makes, changes, initial, final } = part;
        const stored = initial === undefined ? final : [initial, ...final];
        known.strangers.push(...strangersIn(knowledge, [...makes, ...changes], stored));
      }
    }
  }
  return known;
}

/** Wherever it may have stood, at any time from the first word of it. */
export function strangersIn(
  knowledge: Knowledge,
  entries: readonly Entry[],
  stored: readonly LedgerBooking[],
): readonly Stranger[] {
  const spans = entries.flatMap((entry) => {
    const { tenant, customer } = entry;
    const placed = [entry.asked, entry.answered].flatMap((span) => knowledge.placed(tenant, span) ?? []);
    return placed.map((span) => ({ span, customer, fromMs: entry.startMs, toMs: afterAllMs }));
  });
  const places = stored.flatMap((booking) => {
    const span = knowledge.stored(booking.tenantNumber, booking) ?? [];
    return [span].flat().map((one) => ({ span: one, customer: -1, fromMs: beforeAllMs, toMs: afterAllMs }));
  });
  return [...spans, ...places];
}

/** Undefined where the recording contradicts itself, or tells too little, in ways that are for other laws to judge. */
function bookingOf(part: Part, knowledge: Knowledge): KnownBooking | undefined {
  const { makes, initial, changes, final } = part;
  const first = makes[0];
  const tenant = first?.tenant ?? initial?.tenantNumber ?? -1;
  const ids = idsOf(part);
  const reads =
    ids.length === 1 ? knowledge.readsOf(tenant, ids[0] as number) : ids.flatMap((id) => knowledge.readsOf(tenant, id));
  const making = makeOf(part, reads, knowledge);
  const before = initial === undefined ? undefined : knowledge.stored(tenant, initial);
  if (making === undefined && before === undefined) return undefined;
  const moves = changes.filter(({ verb }) => verb === 'reschedule').map((entry) => moveOf(entry, knowledge));
  const ends = final.map((booking) => knowledge.stored(tenant, booking));
  const shown = shownOf(part, reads, { tenant, before, ends, making }, knowledge);
  if (moves.includes(undefined) || shown === undefined || changes.some(isAnsweredElsewhere)) return undefined;
  const deeds: Deed[] = [
    ...(making === undefined ? [] : [making]),
    ...(moves as Deed[]),
    ...answered('confirm', changes, knowledge.hasHolds),
    ...answered('cancel', changes, true),
    ...shown,
  ];
  const isRaced = changes.some((one, at) => changes.some((other, after) => after > at && meet(one, other)));
  const asked = [before, ...deeds.filter(({ kind }) => kind !== 'shown').map(({ span }) => span)];
  const isWhereAsked = (span: Span | undefined): boolean => span === undefined || isAsked(span, asked, isRaced);
  if (!ends.every(isWhereAsked) || !shown.every(({ span }) => isWhereAsked(span))) return undefined;
  const service = first?.service ?? -1;
  const stored = initial ?? final[0];
  return {
    ...{ name: ids[0] ?? -1, tenant, customer: first?.customer ?? -1, deeds, isRaced },
    service: service === -1 ? (stored?.serviceNumber ?? -1) : service,
    ...(before === undefined
      ? {}
      : { initial: { span: before, status: initial?.status === 'held' ? 'held' : 'booked' } }),
    lapsesFromMs: lapseOf(part, knowledge),
    goesFromMs:
      knowledge.isShared && before !== undefined
        ? beforeAllMs
        : Math.min(unansweredMs('cancel', changes), firstMs(changes, 'mark-no-show')),
    confirmableFromMs: unansweredMs('confirm', changes),
    isPlain: deeds.length === 1 && making !== undefined && !making.isOptional,
  };
}

/** What it is called, by those who asked for it and, where nobody was told, by what is stored. */
function idsOf({ makes, initial, changes, final }: Part): readonly number[] {
  const ids: number[] = [];
  const add = (id: number): void => {
    if (id !== -1 && !ids.includes(id)) ids.push(id);
  };
  for (const { answeredBooking } of makes) add(answeredBooking);
  for (const { askedBooking, answeredBooking } of changes) {
    add(askedBooking);
    add(answeredBooking);
  }
  if (ids.length > 0 && final.length < 2) return ids;
  for (const { idNumber } of initial === undefined ? final : [initial, ...final]) add(idNumber);
  return ids;
}

/**
 * One effect, between the first attempt that may have had it and the first answer that tells of it. An attempt without
 * an answer that nothing tells of is left out.
 */
function makeOf({ makes, changes, final }: Part, reads: readonly Entry[], knowledge: Knowledge): Deed | undefined {
  const answers = makes.filter(({ type }) => type === 'ok');
  const teller = answers[0] ?? makes[0];
  if (teller === undefined || makes.some(isAnsweredElsewhere)) return undefined;
  const span = knowledge.placed(teller.tenant, teller.answered ?? teller.asked);
  const tells = [...answers, ...changes.filter(({ type }) => type === 'ok'), ...reads].map(({ endMs }) => endMs);
  if (tells.length === 0 && final.length > 0) tells.push(afterAllMs);
  if (span === undefined || tells.length === 0) return undefined;
  const unanswered = teller.key === -1 ? never : knowledge.unansweredMs(teller.tenant, teller.key);
  const startMs = Math.min(unanswered, ...makes.map((make) => make.startMs));
  const kind = teller.verb === 'hold' ? 'hold' : 'book';
  return { kind, span, startMs, endMs: Math.min(...tells), isOptional: false, entry: teller };
}

function moveOf(entry: Entry, knowledge: Knowledge): Deed | undefined {
  const { type, startMs, endMs, tenant } = entry;
  const span = knowledge.placed(tenant, entry.answered ?? entry.asked);
  if (span === undefined || isAnsweredElsewhere(entry)) return undefined;
  const isOptional = type !== 'ok';
  return { kind: 'move', span, startMs, endMs: isOptional ? afterAllMs : endMs, isOptional, entry };
}

/** Confirmed or cancelled twice is as good as once. */
function answered(verb: 'confirm' | 'cancel', changes: readonly Entry[], isAsked: boolean): readonly Deed[] {
  const all = changes.filter((entry) => entry.verb === verb);
  const answers = all.filter(({ type }) => type === 'ok');
  const [entry] = answers;
  if (entry === undefined || !isAsked) return [];
  const startMs = Math.min(...all.map((each) => each.startMs));
  return [{ kind: verb, startMs, endMs: Math.min(...answers.map(({ endMs }) => endMs)), isOptional: false, entry }];
}

function unansweredMs(verb: 'confirm' | 'cancel', changes: readonly Entry[]): number {
  const all = changes.filter((entry) => entry.verb === verb);
  return all.some(({ type }) => type === 'ok') ? never : firstMs(all, verb);
}

function firstMs(changes: readonly Entry[], verb: Entry['verb']): number {
  return Math.min(never, ...changes.filter((entry) => entry.verb === verb).map(({ startMs }) => startMs));
}

/** When a hold may run out: the platform's clock may go wrong, so half of the life that it seems to have is enough. */
function lapseOf({ makes, initial, hasLapsed }: Part, { originMs }: Knowledge): number {
  if (initial !== undefined) return initial.status === 'held' ? beforeAllMs : never;
  const holds = makes.filter(({ verb }) => verb === 'hold');
  if (holds.length === 0) return never;
  const startMs = Math.min(...holds.map((hold) => hold.startMs));
  const expiresMs = holds.find((hold) => hold.expiresMs !== undefined)?.expiresMs ?? Number.NaN;
  const lifeMs = originMs === undefined ? Number.NaN : expiresMs - originMs - startMs;
  return hasLapsed || !(lifeMs > 0) ? startMs : startMs + lifeMs / 2;
}

interface Where {
  readonly tenant: number;
  readonly before: Span | undefined;
  readonly making: Deed | undefined;
  /** Of the final records. */
  readonly ends: readonly (Span | undefined)[];
}

/**
 * What reads and the final state show. A read may show what was true at any time before it: whether it may be old is
 * for session guarantees. Undefined where a stored booking cannot be read.
 */
function shownOf(part: Part, reads: readonly Entry[], where: Where, knowledge: Knowledge): readonly Deed[] | undefined {
  const { final } = part;
  const { tenant, ends } = where;
  const seen: Deed[] = [];
  for (const entry of reads) {
    if (entry.read === undefined) continue;
    const span = knowledge.stored(tenant, entry.read);
    if (span === undefined) return undefined;
    const shown: Shown = entry.read.status === 'held' ? 'held' : entry.read.status === 'cancelled' ? 'gone' : 'booked';
    const place = shown === 'gone' ? {} : { span };
    seen.push({ kind: 'shown', ...place, startMs: beforeAllMs, endMs: entry.endMs, isOptional: false, shown, entry });
  }
  const last = { kind: 'shown', startMs: afterAllMs, endMs: afterAllMs, isOptional: false } as const;
  let isStored = false;
  for (const [at, { status }] of final.entries()) {
    if (status === 'cancelled') continue;
    isStored = true;
    const span = ends[at];
    if (span === undefined) return undefined;
    if (status !== 'held') seen.push({ ...last, span, shown: 'booked' });
  }
  if (!isStored && knowledge.isFinalComplete) seen.push({ ...last, shown: 'missing' });
  return isAsItWas(part, seen, where) ? [] : seen;
}

/** Booked once, never changed, and shown as nothing else: that tells nothing more. */
function isAsItWas({ makes, changes, initial }: Part, seen: readonly Deed[], { before, making }: Where): boolean {
  const isSure = making === undefined || (making.kind === 'book' && makes.some(({ type }) => type === 'ok'));
  const place = before ?? making?.span;
  if (changes.length > 0 || !isSure || place === undefined || initial?.status === 'held') return false;
  return seen.every(
    ({ shown, span, endMs }) =>
      shown === 'booked' && span !== undefined && isSameSpan(span, place) && endMs >= (making?.startMs ?? beforeAllMs),
  );
}

/** After a race of changes a booking may stand at a mixture of what they asked for; else drift is accounting's case. */
function isAsked(span: Span, asked: readonly (Span | undefined)[], isRaced: boolean): boolean {
  const spans = asked.filter((each) => each !== undefined);
  if (spans.some((each) => isSameSpan(each, span))) return true;
  const isMixed = (['resource', 'fromMs', 'toMs'] as const).every((one) =>
    spans.some((each) => each[one] === span[one]),
  );
  return isRaced && isMixed;
}
