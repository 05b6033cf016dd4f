import type { Entry, Span } from '../ledger.ts';
import type { Calm } from './calm.ts';
import type { Knowledge } from './knowledge.ts';
import { mayHaveHappened } from './knowledge.ts';
import { isSameSpan, type Stranger } from './known-booking.ts';
import type { Known } from './known-bookings.ts';
import { openPairs } from './pairs.ts';
import type { Sighting } from './sighting.ts';

const dayMs = 86_400_000;

/**
 * Refusals that say "somebody is there", and nothing else. Whatever else may be behind one (a booking that nobody told
 * us of, a buffer that nobody knows, the same customer's other booking, an hour at which nobody works) leaves it out.
 */
export function decidedRefusals(knowledge: Knowledge, { strangers }: Known, calm: Calm): readonly Sighting[] {
  const { isShared, isInitialComplete, unseenOperations, ledger } = knowledge;
  if (isShared || !isInitialComplete || unseenOperations > 0) return [];
  const refused = sightingsOf(calm, knowledge);
  if (refused.length === 0) return [];
  const isOpen = openHours(refused, calm, knowledge);
  const isElsewhere = otherRows(refused, calm);
  const around = Map.groupBy([...strangers, ...failedRivals(ledger.entries, knowledge)], ({ span }) => span.resource);
  return refused.filter(({ span, entry, tenant, service }) => {
    const { seats, bufferMs } = knowledge.service(tenant, service);
    const reachMs = bufferMs === undefined ? dayMs : knowledge.bufferMaxMs;
    const mayBe = (around.get(span.resource) ?? []).some(
      (stranger) => isInReach(stranger.span, span, reachMs) && isDuring(stranger, entry, knowledge.clockErrorMs),
    );
    if (seats === Number.POSITIVE_INFINITY || mayBe || !isOpen(span) || isElsewhere(entry.customer, span)) return false;
    if (bufferMs !== undefined) return true;
    const { fromMs, toMs } = calm.rows;
    const near = calm.near(span.resource, span.fromMs - dayMs, span.toMs + dayMs);
    return near.every((row) => (fromMs[row] as number) < span.toMs && span.fromMs < (toMs[row] as number));
  });
}

/** A move does not say which service it is about; the booking does. */
function sightingsOf({ refusals, rows }: Calm, knowledge: Knowledge): readonly Sighting[] {
  const moved = openPairs<number>();
  const wanted = new Set(refusals.flatMap(({ verb, askedBooking }) => (verb === 'reschedule' ? [askedBooking] : [])));
  for (const [row, name] of wanted.size === 0 ? [] : rows.names.entries()) {
    const service = rows.services[row] as number;
    if (wanted.has(name) && service !== -1) moved.set(rows.tenants[row] as number, name, service);
  }
  return refusals.flatMap((entry) => {
    const { verb, tenant, asked, askedBooking } = entry;
    const span = knowledge.placed(tenant, asked);
    const service = verb === 'reschedule' ? moved.get(tenant, askedBooking) : entry.service;
    return span === undefined || service === undefined
      ? []
      : [{ kind: 'refused', span, tenant, service, entry } as const];
  });
}

/** Somebody was given, or was offered, the very same hours. */
function openHours(
  refused: readonly Sighting[],
  calm: Calm,
  { ledger, calendarOf }: Knowledge,
): (span: Span) => boolean {
  const { fromMs, toMs, isTold } = calm.rows;
  const isKnown = (span: Span): boolean =>
    calm
      .near(span.resource, span.fromMs, span.toMs)
      .some((row) => isTold[row] === 1 && fromMs[row] === span.fromMs && toMs[row] === span.toMs);
  const rest = refused.filter(({ span }) => !isKnown(span));
  const wanted = new Set(rest.map(({ span }) => span.resource));
  const offered: Span[] = [];
  for (const { tenant, offered: slots = [] } of wanted.size === 0 ? [] : ledger.searches) {
    for (const slot of slots) {
      const resource = calendarOf(tenant, slot.resource);
      if (wanted.has(resource)) offered.push({ resource, fromMs: slot.fromMs, toMs: slot.toMs });
    }
  }
  const byResource = Map.groupBy(offered, ({ resource }) => resource);
  return (span) => isKnown(span) || (byResource.get(span.resource) ?? []).some((other) => isSameSpan(other, span));
}

/** Whether the customer may have another booking at that time, with somebody else. */
function otherRows(refused: readonly Sighting[], { rows }: Calm): (customer: number, span: Span) => boolean {
  const own = new Map<number, number[]>();
  for (const { entry } of refused) if (entry.customer !== -1) own.set(entry.customer, []);
  for (const [row, customer] of rows.customers.entries()) own.get(customer)?.push(row);
  return (customer, span) =>
    (own.get(customer) ?? []).some((row) => {
      const isNear =
        (rows.fromMs[row] as number) < span.toMs + dayMs && span.fromMs < (rows.toMs[row] as number) + dayMs;
      return isNear && rows.calendars[row] !== span.resource;
    });
}

/** An attempt that failed for another reason may have kept others away while it lasted, or left a cart that does. */
function failedRivals(entries: readonly Entry[], knowledge: Knowledge): readonly Stranger[] {
  const harmless: readonly (string | undefined)[] = ['taken', 'invalid', 'forbidden', 'throttled'];
  const rivals: Stranger[] = [];
  for (const entry of entries) {
    if (entry.type !== 'fail' || mayHaveHappened(entry) || harmless.includes(entry.reason)) continue;
    const span = knowledge.placed(entry.tenant, entry.asked);
    const toMs = knowledge.hasHolds && entry.verb === 'book' ? Number.POSITIVE_INFINITY : entry.endMs;
    if (span !== undefined) rivals.push({ span, customer: entry.customer, fromMs: entry.startMs, toMs });
  }
  return rivals;
}

function isInReach(one: Span, other: Span, reachMs: number): boolean {
  return one.fromMs < other.toMs + reachMs && other.fromMs < one.toMs + reachMs;
}

function isDuring({ fromMs, toMs }: Stranger, { startMs, endMs }: Entry, clockErrorMs: number): boolean {
  return fromMs <= endMs + clockErrorMs && startMs <= toMs + clockErrorMs;
}
