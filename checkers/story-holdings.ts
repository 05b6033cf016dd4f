import { isSameSpan } from './echoes.ts';
import type { Entry, Span, Story } from './ledger.ts';
import { possiblyHeld } from './possibly-held.ts';
import {
  isDone,
  isEnd,
  type OpenPlace,
  placeAfter,
  placesOf,
  type StoryCircumstances,
  takeStates,
} from './story-places.ts';
import { isSurelyBooked, type Stretch, surelyHeld } from './surely-held.ts';

/** What was held at one place, in a story's own words; `holdings.ts` adds the names. */
export interface PlaceHolding {
  readonly place: Span;
  readonly surely: readonly Stretch[];
  readonly possibly: Stretch;
  readonly makes: readonly Entry[];
  readonly ends: readonly Entry[];
  readonly isInitial: boolean;
  readonly storedAs: readonly string[];
  readonly isLost: boolean;
}

const ever = Number.POSITIVE_INFINITY;
const none: readonly never[] = [];
const nothingHeld = { holdings: none, unplaced: 0 };

/** Where a booking was, and when: surely, and possibly. */
export function storyHoldings(
  story: Story,
  around: StoryCircumstances,
  /** Changes by others who have no such booking of their own: it ought to be refused to them, but who knows. */
  strangers: readonly Entry[] = [],
): { readonly holdings: readonly PlaceHolding[]; readonly unplaced: number } {
  const { entries, initial, final } = story;
  if (initial.length === 0 && final.length === 0 && entries.every(({ type }) => type === 'fail')) return nothingHeld;
  const { places, unplaced } = placesOf(story, around);
  const isStrewn = takeStates(story, places);
  const hasDrifted = isStrewn || isConfirmedElsewhere(story, around);
  const isNowhere = places.every(({ live }) => live.length === 0);
  const ends = entries.some(mayEnd) ? entries.filter(mayEnd) : none;
  const holdings = places.map((open): PlaceHolding => {
    const { place, live } = open;
    const staysHere = (end: Entry): boolean => end.verb === 'reschedule' && isSameSpan(place, placeAfter(end, around));
    const others = ends.some(staysHere) ? ends.filter((end) => !staysHere(end)) : ends;
    const all = strangers.length === 0 ? others : [...others, ...strangers];
    const surely = hasDrifted ? none : surelyHeld(open, story, all, around);
    const isDenied = around.isFinalComplete && live.length === 0;
    // Where it stood for good it does not stand: it was not there as was acknowledged.
    const isElsewhere = isDenied && !isNowhere && surely.at(-1)?.toMs === ever;
    return {
      place,
      surely: isElsewhere ? none : surely,
      possibly: possiblyHeld(open, story, others, around),
      makes: open.makes.slice(),
      ends: all,
      isInitial: open.initial !== undefined,
      storedAs: live.length === 0 ? none : live.filter(({ status }) => status === 'booked').map(({ id }) => id),
      isLost: isDenied && isNowhere && isLasting(story, open, around),
    };
  });
  return { holdings, unplaced };
}

function mayEnd({ verb, type }: Entry): boolean {
  return type !== 'fail' && isEnd(verb);
}

/** It was booked, and nobody can have cancelled it. */
function isLasting(story: Story, { initial }: OpenPlace, around: StoryCircumstances): boolean {
  const isCancelled = story.entries.some(({ verb, type }) => verb === 'cancel' && type !== 'fail');
  return !isCancelled && (initial?.status === 'booked' || isSurelyBooked(story, around));
}

/** Held here and confirmed there, though nobody moved it. */
function isConfirmedElsewhere({ entries }: Story, around: StoryCircumstances): boolean {
  return (
    entries.some(
      (entry) =>
        entry.verb === 'confirm' &&
        isDone(entry, around) &&
        entry.answered !== undefined &&
        entry.asked !== undefined &&
        !isSameSpan(entry.answered, entry.asked),
    ) && !entries.some(({ verb, type }) => verb === 'reschedule' && type !== 'fail')
  );
}
