import { isSameSpan } from './echoes.ts';
import type { Entry, Span, Story } from './ledger.ts';
import { isDone, type OpenPlace, placeAfter, type StoryCircumstances } from './story-places.ts';

/** Real time on the run's clock, [from, to); may reach from before all time to the end of all time. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

const ever = Number.POSITIVE_INFINITY;
const never: readonly Stretch[] = [];

/** When nobody else can have had the place, in order. @param ends all that may have ended it */
export function surelyHeld(
  { place, makes, initial }: OpenPlace,
  story: Story,
  ends: readonly Entry[],
  around: StoryCircumstances,
): readonly Stretch[] {
  const firstEndMs = ends.reduce((first, { startMs }) => Math.min(first, startMs), ever);
  let stretches: Stretch[] | undefined;
  const add = (fromMs: number, toMs: number): void => {
    if (!(fromMs < toMs)) return;
    if (stretches === undefined) stretches = [{ fromMs, toMs }];
    else stretches.push({ fromMs, toMs });
  };
  if (initial?.status === 'booked' && !around.isShared) add(Number.NEGATIVE_INFINITY, firstEndMs);
  for (const make of makes) {
    if (!isDone(make, around)) continue;
    // What is answered late may be a replay of what was done, and undone, before: any end at all counts.
    if (make.verb === 'book' || make.verb === 'confirm') add(make.endMs, firstEndMs);
    else if (make.verb === 'reschedule' && isSurelyBooked(story, around))
      add(make.endMs, firstEndOfMove(make, ends, around));
    else if (make.verb === 'hold' && around.holdsBlock) {
      add(make.endMs, Math.min(firstEndMs, halfLife(make, place, story, around)));
    }
  }
  return stretches === undefined ? never : joined(stretches);
}

/** What is moved may be a hold that runs out, unless none was ever asked for. */
export function isSurelyBooked({ entries, initial }: Story, around: StoryCircumstances): boolean {
  const isDoneFor = (entry: Entry): boolean =>
    (entry.verb === 'book' || entry.verb === 'confirm') && isDone(entry, around);
  const isHold = entries.some(({ verb, type }) => verb === 'hold' && type !== 'fail');
  return entries.some(isDoneFor) || (!isHold && initial.every(({ status }) => status === 'booked'));
}

/** A move takes effect within its own time, so that what was over before it began did not end it. */
function firstEndOfMove(move: Entry, ends: readonly Entry[], { clockErrorMs }: StoryCircumstances): number {
  let first = ever;
  for (const end of ends) {
    const isBefore = end.type === 'ok' && move.key === -1 && end.endMs + clockErrorMs < move.startMs;
    if (!isBefore) first = Math.min(first, end.startMs);
  }
  return first;
}

/**
 * A hold is sure for half of its apparent life only, counted from the first attempt that may have made it. A platform
 * whose clock is ahead of ours by as much as its holds live makes them look twice as long; so even that convicts
 * nobody.
 */
function halfLife(hold: Entry, place: Span, story: Story, around: StoryCircumstances): number {
  if (hold.expiresMs === undefined || around.originMs === undefined) return Number.NEGATIVE_INFINITY;
  let fromMs = hold.startMs;
  for (const entry of story.entries) {
    if (entry.verb !== 'hold' || entry.type === 'fail') continue;
    if (isSameSpan(place, placeAfter(entry, around))) fromMs = Math.min(fromMs, entry.startMs);
  }
  const expiresMs = hold.expiresMs - around.originMs;
  return Number.isNaN(expiresMs) ? Number.NEGATIVE_INFINITY : (fromMs + expiresMs) / 2;
}

function joined(stretches: Stretch[]): readonly Stretch[] {
  if (stretches.length < 2) return stretches;
  stretches.sort((a, b) => a.fromMs - b.fromMs);
  const result: Stretch[] = [];
  for (const next of stretches) {
    const last = result.at(-1);
    if (last === undefined || next.fromMs > last.toMs) result.push(next);
    else result[result.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, next.toMs) };
  }
  return result;
}
