import type { Component } from './components.ts';
import { afterAllMs } from './group.ts';
import type { Knowledge } from './knowledge.ts';
import { type Deed, isSameSpan, type KnownBooking, spansOf } from './known-booking.ts';

/** When a booking came to stand and when it went, each in the middle of the time in which it may have. */
interface Life {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * Whether an order is plain to see, without a search: all that was done to one place lies one behind the other, and
 * whoever saw it saw it so. Most groups are like that.
 */
export function hasTimeline({ bookings, sightings }: Component, knowledge: Knowledge): boolean {
  const first = bookings[0];
  const span = first && spansOf(first)[0];
  if (first === undefined || span === undefined) return false;
  const { seats } = knowledge.service(first.tenant, first.service);
  const isOnePlace = sightings.every((sighting) => isSameSpan(sighting.span, span));
  if (seats !== 1 || !isOnePlace) return false;
  const lives: Life[] = [];
  for (const booking of bookings) {
    const life = lifeOf(booking);
    if (life === undefined || spansOf(booking).some((other) => !isSameSpan(other, span))) return false;
    lives.push(seenEarly(life, booking, sightings));
  }
  lives.sort((a, b) => a.fromMs - b.fromMs);
  if (lives.some(({ fromMs }, at) => fromMs <= (lives[at - 1]?.toMs ?? Number.NEGATIVE_INFINITY))) return false;
  return sightings.every(({ kind, entry: { startMs, endMs } }) => {
    const met = lives.filter((life) => life.fromMs <= endMs && startMs <= life.toMs);
    return kind === 'refused' ? met.length > 0 : !met.some((life) => life.fromMs <= startMs && endMs <= life.toMs);
  });
}

/** Made before the first refusal that may be because of it. */
function seenEarly(life: Life, { deeds }: KnownBooking, sightings: Component['sightings']): Life {
  const startMs = deeds.find(({ kind }) => kind === 'book' || kind === 'hold')?.startMs ?? Number.POSITIVE_INFINITY;
  let { fromMs } = life;
  for (const { kind, entry } of sightings) {
    if (kind === 'refused' && entry.endMs >= startMs) fromMs = Math.min(fromMs, entry.endMs);
  }
  return { fromMs, toMs: life.toMs };
}

/** Undefined where it is not plain: moved, raced, seen otherwise than it was made. */
export function lifeOf({ deeds, initial, isRaced, goesFromMs }: KnownBooking): Life | undefined {
  const never = Number.POSITIVE_INFINITY;
  if (isRaced || goesFromMs !== never) return undefined;
  const done: { book?: Deed; confirm?: Deed; cancel?: Deed } = {};
  for (const deed of deeds) {
    if (deed.isOptional || deed.kind === 'move') return undefined;
    if (deed.kind === 'book' || deed.kind === 'hold') done.book = deed;
    if (deed.kind === 'confirm') done.confirm = deed;
    if (deed.kind === 'cancel') done.cancel = deed;
  }
  const { book, confirm, cancel } = done;
  const chain = [book, confirm, cancel].filter((deed) => deed !== undefined);
  if (chain.some((deed, at) => at > 0 && deed.startMs < (chain[at - 1]?.endMs ?? 0))) return undefined;
  const span = book?.span ?? initial?.span;
  const isBooked = book?.kind === 'book' || initial?.status === 'booked' || confirm !== undefined;
  const bookedMs = confirm?.endMs ?? book?.endMs ?? Number.NEGATIVE_INFINITY;
  for (const { kind, shown, span: seen, endMs, startMs } of deeds) {
    if (kind !== 'shown') continue;
    if (seen !== undefined && (span === undefined || !isSameSpan(seen, span))) return undefined;
    // What the end shows has to be what was done last; what a read shows may be old, and has to have been true once.
    const isAtEnd = startMs === afterAllMs;
    if (shown === 'booked' && (!isBooked || endMs < bookedMs || (isAtEnd && cancel !== undefined))) return undefined;
    if (shown === 'held' && (book?.kind !== 'hold' || endMs < book.endMs || isAtEnd)) return undefined;
    const isOver = cancel !== undefined ? endMs >= cancel.endMs : isAtEnd && !isBooked;
    if ((shown === 'gone' || shown === 'missing') && !isOver) return undefined;
  }
  return {
    fromMs: book === undefined ? Number.NEGATIVE_INFINITY : middleOf(book),
    toMs: cancel === undefined ? never : middleOf(cancel),
  };
}

function middleOf({ startMs, endMs }: Deed): number {
  return endMs === afterAllMs ? endMs : (startMs + endMs) / 2;
}
