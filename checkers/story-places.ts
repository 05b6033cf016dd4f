import { isSameSpan } from './echoes.ts';
import type { Entry, Span, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';

/** What a story is judged with. */
export interface StoryCircumstances {
  readonly echoes: ReadonlySet<Entry>;
  readonly clockErrorMs: number;
  readonly originMs: number | undefined;
  /** Others may end what was not made by us. */
  readonly isShared: boolean;
  readonly isFinalComplete: boolean;
  /** Whatever an intent made can be found in the final state by its tag. */
  readonly hasTags: boolean;
  /** A hold blocks its slot: declared, or nothing was declared. */
  readonly holdsBlock: boolean;
}

/** A place that a story names, with all that is about it. */
export interface OpenPlace {
  readonly place: Span;
  readonly makes: Entry[];
  readonly live: LedgerBooking[];
  initial: LedgerBooking | undefined;
}

/** Whether an operation may take its booking away from where it stands; a no-show frees it on some platforms. */
export function isEnd(verb: Entry['verb']): boolean {
  return verb === 'cancel' || verb === 'reschedule' || verb === 'mark-no-show';
}

export function isMake(verb: Entry['verb']): boolean {
  return verb === 'book' || verb === 'hold' || verb === 'confirm' || verb === 'reschedule';
}

/** Acknowledged to this intent. */
export function isDone(entry: Entry, { echoes }: StoryCircumstances): boolean {
  return entry.type === 'ok' && !echoes.has(entry);
}

/** Where the booking stands when the entry took effect. */
export function placeAfter(entry: Entry, around: StoryCircumstances): Span | undefined {
  const place = (isDone(entry, around) ? entry.answered : undefined) ?? entry.asked;
  return place !== undefined && place.fromMs < place.toMs ? place : undefined;
}

/** Every place at which the booking may have stood, by its operations. */
export function placesOf(story: Story, around: StoryCircumstances): { places: OpenPlace[]; unplaced: number } {
  const places: OpenPlace[] = [];
  let unplaced = 0;
  const makes = story.entries.filter(({ verb }) => isMake(verb));
  // What is stored though every attempt was refused was somehow made by one of them.
  const isContradicted =
    story.final.length > story.initial.length &&
    makes.every(({ type, verb }) => type === 'fail' || verb === 'reschedule');
  for (const entry of makes) {
    if (entry.type === 'fail' && (!isContradicted || entry.verb === 'reschedule')) continue;
    const place = placeAfter(entry, around);
    if (place !== undefined) openPlace(places, place).makes.push(entry);
    // A confirmation that names no place is about the one of its hold.
    else if (entry.verb !== 'confirm' || places.length === 0) unplaced += 1;
    else for (const open of places) open.makes.push(entry);
  }
  return { places, unplaced };
}

function openPlace(places: OpenPlace[], place: Span): OpenPlace {
  const known = places.find((open) => isSameSpan(open.place, place));
  if (known !== undefined) return known;
  const open: OpenPlace = { place, makes: [], live: [], initial: undefined };
  places.push(open);
  return open;
}

const isLive = ({ status }: LedgerBooking): boolean => status !== 'cancelled';

function spanOf({ span }: LedgerBooking): Span | undefined {
  return span !== undefined && span.fromMs < span.toMs ? span : undefined;
}

/** Adds what was stored before and after. True when it is stored where nobody ever wanted it. */
export function takeStates(story: Story, places: OpenPlace[]): boolean {
  for (const booking of story.initial) {
    const place = spanOf(booking);
    if (place !== undefined && isLive(booking)) openPlace(places, place).initial = booking;
  }
  const named = places.length;
  for (const booking of story.final) {
    const place = spanOf(booking);
    const wasDead = story.initial.some(({ id, status }) => id === booking.id && status === 'cancelled');
    if (place === undefined || (wasDead && !isLive(booking))) continue;
    const open = openPlace(places, place);
    if (isLive(booking)) open.live.push(booking);
  }
  return named > 0 && places.length > named;
}
