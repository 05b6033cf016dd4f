import type { Span } from '../ledger.ts';
import { afterAllMs } from './group.ts';
import { type Deed, isSameSpan, type KnownBooking } from './known-booking.ts';

/** How a booking stands from a moment on. */
interface Stand {
  readonly sinceMs: number;
  readonly status: 'absent' | 'held' | 'booked' | 'gone';
  readonly span?: Span | undefined;
}

/**
 * Whether a booking, by itself, agrees with itself plainly: all that was done to it was done one behind the other, each
 * of it taken to be done when it was asked for, and all that was seen of it was so at some time from the first moment
 * at which it can have been seen to the last. `false` says nothing: then an order has to be searched.
 */
export function isDoneInTurn({ deeds, initial }: KnownBooking): boolean {
  const stands: Stand[] = [
    { sinceMs: Number.NEGATIVE_INFINITY, status: initial?.status ?? 'absent', span: initial?.span },
  ];
  const done = deeds.filter(({ kind }) => kind !== 'shown').sort((a, b) => a.startMs - b.startMs);
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const deed of done) {
    const next = standAfter(deed, stands.at(-1) as Stand);
    if (next === undefined || deed.isOptional || !(deed.startMs > lastMs) || deed.endMs === afterAllMs) return false;
    stands.push(next);
    lastMs = deed.endMs;
  }
  return deeds.every((deed) => deed.kind !== 'shown' || isSeen(deed, stands));
}

function standAfter({ kind, span, startMs }: Deed, { status, span: before }: Stand): Stand | undefined {
  const isLive = status === 'held' || status === 'booked';
  if ((kind === 'book' || kind === 'hold') && status === 'absent' && span !== undefined)
    return { sinceMs: startMs, status: kind === 'book' ? 'booked' : 'held', span };
  if (kind === 'confirm' && isLive) return { sinceMs: startMs, status: 'booked', span: before };
  if (kind === 'move' && isLive && span !== undefined) return { sinceMs: startMs, status, span };
  return kind === 'cancel' && isLive ? { sinceMs: startMs, status: 'gone' } : undefined;
}

function isSeen({ shown, span: seen, startMs, endMs }: Deed, stands: readonly Stand[]): boolean {
  return stands.some(({ sinceMs, status, span }, at) => {
    const isWhile = sinceMs <= endMs && startMs < (stands[at + 1]?.sinceMs ?? Number.POSITIVE_INFINITY);
    if (shown === 'gone' || shown === 'missing')
      return isWhile && (status === 'gone' || (status === 'absent' && shown === 'missing'));
    return isWhile && status === shown && span !== undefined && seen !== undefined && isSameSpan(span, seen);
  });
}
