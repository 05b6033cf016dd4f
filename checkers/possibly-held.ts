import type { Entry, Story } from './ledger.ts';
import { isDone, isMake, type OpenPlace, type StoryCircumstances } from './story-places.ts';
import type { Stretch } from './surely-held.ts';

const always: Stretch = { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
const ever = Number.POSITIVE_INFINITY;
/** Platforms sweep away what ran out now and then, and their clocks may be behind. */
const expiryMarginMs = 60_000;

/** There was no moment outside of this at which the booking can have stood there. */
export function possiblyHeld(
  open: OpenPlace,
  story: Story,
  ends: readonly Entry[],
  around: StoryCircumstances,
): Stretch {
  const { makes, initial } = open;
  // Nobody that we know made it: it is others', or a line of the history is missing.
  if (initial === undefined && story.entries.length === 0) return always;
  const first =
    makes[0] ?? story.entries.find(({ verb, type }) => verb !== 'reschedule' && isMake(verb) && type !== 'fail');
  const firstMs = first?.startMs ?? Number.NEGATIVE_INFINITY;
  const fromMs = initial === undefined ? firstMs : Number.NEGATIVE_INFINITY;
  if (isStillThere(open, story) || (makes.length === 0 && initial === undefined)) return { fromMs, toMs: ever };
  const toMs = Math.min(endOfHolds(open, story, around), endOfEnds(open, story, ends, around));
  return { fromMs, toMs: Math.max(toMs, fromMs) };
}

/**
 * The final state has it there. A hold that it shows as a hold proves nothing: platforms mark those that ran out when
 * somebody asks for the place, or never, and one that never ends is shown so as well.
 */
function isStillThere({ makes, initial, live }: OpenPlace, story: Story): boolean {
  if (live.length === 0) return false;
  return !isHeldOnly(makes, initial, story) || live.some(({ status }) => status !== 'held');
}

/** Nobody can have confirmed it. */
function isHeldOnly(makes: OpenPlace['makes'], initial: OpenPlace['initial'], { entries }: Story): boolean {
  if (initial !== undefined || makes.length === 0 || makes.some(({ verb }) => verb !== 'hold')) return false;
  return !entries.some(({ verb, type }) => verb === 'confirm' && type !== 'fail');
}

/**
 * What was only ever held, and never confirmed, ran out at some time: as late as a clock behind ours may let it. By how
 * much that clock may be wrong is not known but from the hold: by as much as it seemed to live. Platforms that prolong
 * a cart at whatever its owner does may do so when a confirmation is refused, by its life.
 */
function endOfHolds({ makes, initial }: OpenPlace, story: Story, around: StoryCircumstances): number {
  if (!isHeldOnly(makes, initial, story) || around.originMs === undefined) return ever;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const hold of makes) {
    if (!isDone(hold, around) || hold.expiresMs === undefined) return ever;
    const expiresMs = hold.expiresMs - around.originMs;
    const lifeMs = expiresMs - hold.endMs;
    const prolongedMs = story.entries.reduce(
      (last, { verb, endMs }) => (verb === 'confirm' ? Math.max(last, endMs + lifeMs) : last),
      expiresMs,
    );
    lastMs = Math.max(lastMs, Number.isNaN(expiresMs) ? ever : prolongedMs + Math.max(expiryMarginMs, lifeMs));
  }
  return lastMs;
}

/** After an acknowledged end nothing stands there, unless something later, or unanswered, may have made it anew. */
function endOfEnds(open: OpenPlace, story: Story, ends: readonly Entry[], around: StoryCircumstances): number {
  const { makes, initial } = open;
  // The whole final state does not have it: what is unanswered did not happen behind the last end.
  const isClosed = around.isFinalComplete && around.hasTags && !around.isShared;
  const frees = ends.filter(({ verb }) => verb !== 'mark-no-show');
  if (frees.length === 0) {
    const isUnanswered = initial === undefined && makes.every((make) => !isDone(make, around) && make.verb !== 'hold');
    return isClosed && isUnanswered ? makes.reduce((last, { endMs }) => Math.max(last, endMs), 0) : ever;
  }
  if (!isOneBooking(story)) return ever;
  const done = frees.filter(({ type }) => type === 'ok');
  const last = done.reduce<Entry | undefined>((late, end) => (late && late.endMs > end.endMs ? late : end), undefined);
  if (last === undefined) return ever;
  const isSettled = isClosed && done.length === frees.length;
  const isRemade = makes.some((make) =>
    isDone(make, around) ? make.endMs + around.clockErrorMs >= last.startMs : !isSettled,
  );
  return isRemade ? ever : last.endMs;
}

/** No two bookings go by one tag here, so that whatever ended one of them ended all. */
function isOneBooking({ entries, initial, final }: Story): boolean {
  const made = new Set<number>();
  for (const { verb, type, answeredBooking } of entries) {
    if (type === 'ok' && (verb === 'book' || verb === 'hold')) made.add(answeredBooking);
  }
  return made.size + initial.length <= 1 && new Set(final.map(({ id }) => id)).size <= 1;
}
