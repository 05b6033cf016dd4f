import type { Finding } from '../core/finding.ts';
import type { World } from '../core/world.ts';
import { openCalendar, type Schedule } from './calendar.ts';
import { conclude } from './conclude.ts';
import type { Entry, Span } from './ledger.ts';
import { notTheirService } from './not-their-service.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { momentText, placeText, sceneOf } from './scene.ts';
import { wrongRefusals } from './slot-refusals.ts';
import { tenantId } from './tenant-number.ts';
import { wrongPlaces } from './wrong-places.ts';

/**
 * Availability: what is offered and what is acknowledged lies inside the hours of whoever is booked and of the branch,
 * also on the days on which the clock is changed, never in the past, where it was asked for, and with somebody who does
 * it; and what was offered is given to somebody who asks for just that and is alone.
 */
export const availability = onLedger('availability', judge);

type Kind =
  | 'outside the hours'
  | 'in the past'
  | 'not what was asked for'
  | 'wrong length'
  | 'not their service'
  | 'offered and refused';

/** Clocks of the platform and of ours may differ by so much. */
const pastMarginMs = 5 * 60_000;
const nearChangeMs = 3 * 3_600_000;
const dayMs = 86_400_000;

interface Judging {
  readonly recording: Recording;
  readonly witness: OpenWitness<Kind>;
  readonly scheduleOf: (tenant: number, resource: number) => Schedule | undefined;
  /** ms; undefined: not known, or a group that may be given another length. */
  readonly lengthOf: (tenant: number, service: number) => number | undefined;
  readonly past: { readonly entry: Entry; readonly span: Span }[];
  readonly counts: { offers: number; bookings: number; unknown: number; onChangeDays: number };
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const { ledger, world } = recording;
  const calendar = openCalendar(world);
  const judging: Judging = {
    recording,
    witness: openWitness<Kind>(),
    scheduleOf: cached(ledger.names, calendar.scheduleOf),
    lengthOf: cached(ledger.names, lengths(world)),
    past: [],
    counts: { offers: 0, bookings: 0, unknown: 0, onChangeDays: 0 },
  };
  for (const entry of ledger.entries) judgeEntry(judging, entry);
  judgePast(judging);
  for (const { entry, text } of wrongPlaces(recording, judging.scheduleOf)) {
    add(judging, 'not what was asked for', [entry], text);
  }
  for (const entry of notTheirService(recording)) {
    const place = (entry.answered ?? entry.asked) as Span;
    const what = `${ledger.names.textOf(entry.service)}, which ${ledger.names.textOf(place.resource)} does not do`;
    add(judging, 'not their service', [entry], `${placeText(ledger.names, place)} was acknowledged for ${what}`);
  }
  const refusals = wrongRefusals(recording, judging.scheduleOf);
  for (const { refused, others, text } of refusals.found)
    add(judging, 'offered and refused', [refused, ...others], text);
  const { offers, bookings, unknown, onChangeDays } = judging.counts;
  const examined = offers + bookings;
  return conclude(
    judging.witness,
    {
      examined,
      reached: [
        { what: 'offers inside hours that are known', count: offers },
        { what: 'bookings inside hours that are known', count: bookings },
        { what: 'offers and bookings on a day on which the clock is changed', count: onChangeDays },
        { what: 'refusals as invalid or not found that were looked into', count: refusals.examined },
      ],
      lacks: lackOf(calendar.isUseful, examined, unknown),
      good: `${offers} offers and ${bookings} bookings lie inside the hours, ${onChangeDays} when the clock turns`,
    },
    recording,
  );
}

function lackOf(isUseful: boolean, examined: number, unknown: number): string | undefined {
  if (!isUseful)
    return 'the world says nothing of hours, or not what its clocks show: bookings cannot be held against them';
  if (examined > 0) return undefined;
  return unknown > 0
    ? 'nothing that was offered or booked has hours that the world knows'
    : 'nothing was offered and nothing was booked';
}

/** Looks a pair of the ledger's names up once. */
function cached<Found>(
  names: Recording['ledger']['names'],
  find: (tenant: string, name: string) => Found | undefined,
): (tenant: number, name: number) => Found | undefined {
  // Nearly every name is one tenant's only.
  const known = new Map<number, { readonly tenant: number; readonly found: Found | undefined }>();
  return (tenant, name) => {
    if (name === -1) return undefined;
    const last = known.get(name);
    if (last?.tenant === tenant) return last.found;
    const found = find(tenantId(names, tenant), names.textOf(name));
    known.set(name, { tenant, found });
    return found;
  };
}

function lengths(world: World | undefined): (tenant: string, service: string) => number | undefined {
  const known = new Map<string, number>();
  for (const tenant of world?.tenants ?? []) {
    for (const { id, durationMinutes } of tenant.services ?? [])
      known.set(`${tenant.id}\n${id}`, durationMinutes * 60_000);
  }
  return (tenant, service) => known.get(`${tenant}\n${service}`);
}

function judgeEntry(judging: Judging, entry: Entry): void {
  if (entry.type !== 'ok') return;
  const { verb } = entry;
  if (verb === 'find-slots') for (const span of entry.offered ?? []) judgeSpan(judging, entry, span);
  const isPlaced = verb === 'book' || verb === 'hold' || verb === 'confirm' || verb === 'reschedule';
  const place = isPlaced ? (entry.answered ?? entry.asked) : undefined;
  if (place !== undefined) judgeSpan(judging, entry, place);
  judgeShortness(judging, entry);
}

function judgeSpan(judging: Judging, entry: Entry, span: Span): void {
  const { counts, recording, scheduleOf } = judging;
  if (!Number.isFinite(span.fromMs) || !(span.toMs > span.fromMs)) return;
  // A hold may be confirmed after the appointment began.
  const askedMs = (recording.originMs ?? Number.NaN) + entry.startMs;
  if (entry.verb !== 'confirm' && span.fromMs < askedMs - pastMarginMs) judging.past.push({ entry, span });
  const schedule = scheduleOf(entry.tenant, span.resource);
  const misfit = schedule === undefined ? 'unknown' : schedule.misfit(span.fromMs, span.toMs);
  if (schedule === undefined || misfit === 'unknown') {
    counts.unknown += 1;
    return;
  }
  if (entry.verb === 'find-slots') counts.offers += 1;
  else counts.bookings += 1;
  const change = schedule.turnedNear(span.fromMs, dayMs);
  if (change !== undefined && schedule.dayOf(change.atMs) === schedule.dayOf(span.fromMs)) counts.onChangeDays += 1;
  if (misfit !== undefined) {
    add(judging, 'outside the hours', [entry], `${saidOf(judging, entry, span, schedule)}, ${misfit}`);
    return;
  }
  if (change !== undefined) judgeLength(judging, entry, span, schedule);
}

/** Half an hour that became an hour and a half, or none, because its end was read off the wall clock. */
function judgeLength(judging: Judging, entry: Entry, span: Span, schedule: Schedule): void {
  const change = schedule.turnedNear(span.fromMs, nearChangeMs);
  const lengthMs = change === undefined ? undefined : judging.lengthOf(entry.tenant, entry.service);
  if (change === undefined || lengthMs === undefined) return;
  if (Math.abs(span.toMs - span.fromMs - lengthMs) !== Math.abs(change.turnedMs)) return;
  const minutes = (span.toMs - span.fromMs) / 60_000;
  const text = `${saidOf(judging, entry, span, schedule)}, for ${minutes} minutes instead of ${lengthMs / 60_000}`;
  add(judging, 'wrong length', [entry], text);
}

/** Who asks for all of a service and is given a part: what is kept free around it may make it longer, never shorter. */
function judgeShortness(judging: Judging, entry: Entry): void {
  const { verb, tenant, asked, answered } = entry;
  const lengthMs = judging.lengthOf(tenant, entry.service);
  if ((verb !== 'book' && verb !== 'hold') || lengthMs === undefined || asked === undefined || answered === undefined)
    return;
  const [askedMs, givenMs] = [asked.toMs - asked.fromMs, answered.toMs - answered.fromMs];
  if (answered.fromMs !== asked.fromMs || askedMs < lengthMs || !(givenMs < lengthMs)) return;
  // What is read off the wall clock is told as that.
  if (judging.scheduleOf(tenant, answered.resource)?.turnedNear(answered.fromMs, nearChangeMs) !== undefined) return;
  const minutes = `${givenMs / 60_000} minutes instead of ${lengthMs / 60_000}`;
  const place = placeText(judging.recording.ledger.names, answered);
  add(judging, 'wrong length', [entry], `${place} was acknowledged for ${minutes}`);
}

/** 'staff-3 2027-03-28 01:30 (Su 03:30 there) was offered' */
function saidOf({ recording }: Judging, { verb }: Entry, span: Span, schedule: Schedule): string {
  const what = verb === 'find-slots' ? 'was offered' : 'was acknowledged';
  return `${placeText(recording.ledger.names, span)} (${schedule.shown(span.fromMs)} there) ${what}`;
}

/** An answer that is given again to somebody who asks again may be about something that has begun meanwhile. */
function judgePast(judging: Judging): void {
  const { past, recording } = judging;
  if (past.length === 0) return;
  const { names, entries } = recording.ledger;
  const firstMs = new Map(past.map(({ entry }) => [entry.tag, entry.startMs]));
  for (const { tag, startMs, verb } of entries) {
    const known = firstMs.get(tag);
    if (known !== undefined && verb !== 'find-slots' && startMs < known) firstMs.set(tag, startMs);
  }
  for (const { entry, span } of past) {
    const firstAskedMs = (recording.originMs ?? Number.NaN) + (firstMs.get(entry.tag) ?? entry.startMs);
    if (!(span.fromMs < firstAskedMs - pastMarginMs)) continue;
    const what = entry.verb === 'find-slots' ? 'was offered' : 'was acknowledged';
    const behind = Math.round((firstAskedMs - span.fromMs) / 60_000);
    add(judging, 'in the past', [entry], `${placeText(names, span)} ${what}, ${behind} minutes after it`);
  }
}

function add({ witness, recording }: Judging, kind: Kind, entries: readonly Entry[], text: string): void {
  const { names } = recording.ledger;
  const bookings = entries.flatMap(({ answeredBooking: id }) => (id === -1 ? [] : [names.textOf(id)]));
  const ids = [...bookings, ...entries.map(({ id }) => id)];
  witness.add(kind, text, ids, () => {
    const moment = momentText(entries[0]?.endMs ?? 0, recording.originMs);
    return sceneOf(names, `${moment} ${text}.`, entries);
  });
}
