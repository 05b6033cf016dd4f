import type { Entry, Span, Story } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import { openNumberTable } from '../pair-numbers.ts';
import type { LedgerBooking } from '../stored-bookings.ts';

/** One booking of the run, with what providers have to know of it. */
export interface CalledBooking {
  readonly story: Story;
  /** What is stored of it in the end; undefined: nothing. */
  readonly stored: LedgerBooking | undefined;
  /** Where it stands in the end. */
  readonly place: Span | undefined;
  /** Where it stood before the run; undefined: the run made it. */
  readonly before: Span | undefined;
  /** Somebody asked for it in this run, and may have got it. */
  readonly isOurs: boolean;
  /** What it may be called by: ids and tags, as numbers of the ledger's interner. */
  readonly references: readonly number[];
  /** When the last thing that was attempted with it was over for certain; Infinity where nobody knows. */
  readonly changedMs: number;
}

export interface CalledBookings {
  readonly all: readonly CalledBooking[];
  /** `several`: bookings of that name are more than one, as ids of two tenants may be alike. */
  of(reference: number): CalledBooking | 'several' | undefined;
}

/** For so long after its caller has gone a request may still be worked on. */
const lateMs = 15_000;

const several = -2;

/** Worked out once for all laws that ask. Bookings that are stored twice are left out: they are accounting's. */
export function calledBookings(recording: Recording): CalledBookings {
  const stories = recording.ledger.stories();
  const known = workedOut.get(stories);
  if (known !== undefined) return known;
  const called = workOut(stories, recording);
  workedOut.set(stories, called);
  return called;
}

const workedOut = new WeakMap<readonly Story[], CalledBookings>();

function workOut(stories: readonly Story[], recording: Recording): CalledBookings {
  const all: CalledBooking[] = [];
  const byReference = openNumberTable();
  for (const story of stories) {
    const booking = calledBooking(story, recording);
    for (const reference of booking.references) {
      byReference.set(reference, byReference.get(reference) === -1 ? all.length : several);
    }
    all.push(booking);
  }
  return {
    all,
    of(reference) {
      const at = reference < 0 ? -1 : byReference.get(reference);
      return at === several ? 'several' : all[at];
    },
  };
}

function calledBooking(story: Story, recording: Recording): CalledBooking {
  const { entries, initial, final } = story;
  const live = final.filter(({ status }) => status !== 'cancelled');
  const stored = live[0] ?? final.at(-1);
  const before = initial.find(({ status }) => status !== 'cancelled');
  const isMade = entries.some(
    ({ verb, type }) => type !== 'fail' && (verb === 'book' || verb === 'hold' || verb === 'confirm'),
  );
  return {
    ...{ story, stored, place: stored?.span, before: before?.span },
    isOurs: isMade && initial.length === 0 && live.length <= 1,
    references: referencesOf(story),
    changedMs: entries.reduce((last, entry) => Math.max(last, overMs(entry, recording)), Number.NEGATIVE_INFINITY),
  };
}

function referencesOf({ entries, initial, final }: Story): readonly number[] {
  const found = new Set<number>();
  for (const { idNumber, tagNumber } of [...initial, ...final]) {
    found.add(idNumber);
    if (tagNumber !== -1) found.add(tagNumber);
  }
  for (const { askedBooking, answeredBooking, tag } of entries) {
    for (const name of [askedBooking, answeredBooking, tag]) if (name >= 0) found.add(name);
  }
  return [...found];
}

/** An event is worked at when the platform likes: only its own word, that nothing waits, says that it is over. */
function overMs({ id, type, endMs }: Entry, { ledger: { deliveries } }: Recording): number {
  if (type !== 'info') return endMs;
  const event = deliveries.eventOf(id);
  if (event === undefined) return endMs + lateMs;
  const backlog = deliveries.backlogs.of(event.tenant);
  const isOver = backlog?.isWhole === true && backlog.startMs > endMs && !backlog.waiting.has(id);
  return isOver ? backlog.startMs : Number.POSITIVE_INFINITY;
}
