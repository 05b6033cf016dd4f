import { echoesOf } from './echoes.ts';
import type { Entry, Story } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { plainHolding } from './plain-holding.ts';
import { type PlaceHolding, storyHoldings } from './story-holdings.ts';
import { isEnd, isMake, type StoryCircumstances } from './story-places.ts';
import type { Stretch } from './surely-held.ts';

/**
 * One booking at one place: a move gives it another holding. As a picture, in real time:
 * ```
 * book ok ├──────┤                ├── cancel ok ──┤
 *                 ═════ surely ═══
 *         ───────────────── possibly ──────────────
 * ```
 * Times are as recorded: whoever compares those of two operations allows for the clock error.
 */
export interface Holding {
  /** Place of its story in `ledger.stories()`; holdings of one story may be one booking, and never contradict. */
  readonly story: number;
  /** The platform's id for it where it was told, else -1; names are numbers of the ledger's interner. */
  readonly booking: number;
  readonly tenant: number;
  readonly resource: number;
  readonly service: number;
  readonly customer: number;
  /** The calendar's time, half-open, ms since 1970; without buffers. */
  readonly fromMs: number;
  readonly toMs: number;
  /** When nobody else can have had it, in order; empty when that is never sure. */
  readonly surely: readonly Stretch[];
  /** There was no moment outside of this at which it can have been held. */
  readonly possibly: Stretch;
  /** Attempts that brought it there, or may have, in the order of their starts. None: it stood there before. */
  readonly makes: readonly Entry[];
  /** Attempts that ended it, or may have. */
  readonly ends: readonly Entry[];
  /** It stood there before the load. */
  readonly isInitial: boolean;
  /** Ids under which the final state has it there, with the status `booked`. */
  readonly storedAs: readonly string[];
  /** Acknowledged for good, and yet not in the whole final state: lost, or overwritten. */
  readonly isLost: boolean;
}

/** Everything that was held, surely or possibly, by whomever. */
export interface Holdings {
  readonly all: readonly Holding[];
  /** Attempts that may have booked a place that they do not name: any refusal may be theirs. */
  readonly unplaced: number;
}

/** Worked out once for all laws that ask. */
export function holdingsOf(recording: Recording): Holdings {
  const stories = recording.ledger.stories();
  const known = workedOut.get(stories);
  if (known !== undefined) return known;
  const holdings = workOut(stories, recording);
  workedOut.set(stories, holdings);
  return holdings;
}

const none: readonly never[] = [];
const workedOut = new WeakMap<readonly Story[], Holdings>();

function workOut(stories: readonly Story[], recording: Recording): Holdings {
  const { ledger, offers } = recording;
  const around: StoryCircumstances = {
    ...{ clockErrorMs: recording.clockErrorMs, originMs: recording.originMs, isShared: recording.isShared },
    ...{ echoes: echoesOf(ledger), isFinalComplete: recording.isFinalComplete },
    hasTags: offers?.tags === true || stories.some(({ final }) => final.some(({ tag }) => tag !== undefined)),
    holdsBlock: offers === undefined || offers.holds === true,
  };
  const strangers = changesOfStrangers(stories);
  const all: Holding[] = [];
  let unplaced = 0;
  for (const [index, story] of stories.entries()) {
    const others = strangers.size === 0 ? none : strangersTo(story, strangers);
    const plain = others.length === 0 ? plainHolding(story, index, around) : undefined;
    if (plain !== undefined) {
      all.push(plain);
      continue;
    }
    const told = storyHoldings(story, around, others);
    unplaced += told.unplaced;
    if (told.holdings.length === 0) continue;
    const names = namesOf(story);
    for (const holding of told.holdings) all.push(holdingOf(index, holding, names));
  }
  return { all, unplaced };
}

/** Changes of bookings that nobody of their tenant ever made or had, by the id that they name. */
function changesOfStrangers(stories: readonly Story[]): ReadonlyMap<number, readonly Entry[]> {
  const changes = new Map<number, Entry[]>();
  for (const { entries, initial, final } of stories) {
    if (initial.length > 0 || final.length > 0) continue;
    if (entries.some(({ verb, type }) => isMake(verb) && verb !== 'reschedule' && type !== 'fail')) continue;
    for (const entry of entries) {
      if (!isEnd(entry.verb) || entry.type === 'fail' || entry.askedBooking === -1) continue;
      const some = changes.get(entry.askedBooking);
      if (some === undefined) changes.set(entry.askedBooking, [entry]);
      else some.push(entry);
    }
  }
  return changes;
}

function strangersTo(
  { entries, initial, final }: Story,
  changes: ReadonlyMap<number, readonly Entry[]>,
): readonly Entry[] {
  const ids = new Set<number>();
  for (const { answeredBooking, askedBooking } of entries) ids.add(answeredBooking).add(askedBooking);
  for (const { idNumber } of [...initial, ...final]) ids.add(idNumber);
  return [...ids].flatMap((id) => changes.get(id) ?? []).filter((change) => !entries.includes(change));
}

interface Names {
  readonly booking: number;
  readonly tenant: number;
  readonly service: number;
  readonly customer: number;
}

function holdingOf(story: number, held: PlaceHolding, names: Names): Holding {
  const make = held.makes.find(({ answeredBooking }) => answeredBooking !== -1);
  return {
    story,
    booking: make === undefined ? names.booking : make.answeredBooking,
    tenant: names.tenant,
    resource: held.place.resource,
    service: names.service,
    customer: names.customer,
    fromMs: held.place.fromMs,
    toMs: held.place.toMs,
    surely: held.surely,
    possibly: held.possibly,
    makes: held.makes,
    ends: held.ends,
    isInitial: held.isInitial,
    storedAs: held.storedAs,
    isLost: held.isLost,
  };
}

/** What some operation of the story says, else what is stored. */
function namesOf({ entries, initial, final }: Story): Names {
  let [tenant, service, customer] = [-1, -1, -1];
  for (const entry of entries) {
    if (entry.type === 'fail') continue;
    if (tenant === -1) tenant = entry.tenant;
    if (service === -1) service = entry.service;
    if (customer === -1) customer = entry.customer;
  }
  const stored = initial[0] ?? final[0];
  if (stored === undefined) return { booking: -1, tenant, service, customer };
  return {
    booking: stored.idNumber,
    tenant: tenant === -1 ? stored.tenantNumber : tenant,
    service: service === -1 ? stored.serviceNumber : service,
    customer: customer === -1 ? stored.customerNumber : customer,
  };
}

export type { Stretch };
