import type { StoredBooking } from '../../core/booking.ts';
import type { Entry, Story } from '../ledger.ts';
import type { Recording } from '../on-ledger.ts';
import { acknowledgementOf, type DeliveredEvent, type Delivery, isGenuine } from './deliveries.ts';
import { settlementOf } from './settlement.ts';
import { takenTimes } from './taken-times.ts';

/** What became of a booking that an event asked for. */
export interface AskedBooking {
  readonly event: DeliveredEvent;
  /** What the event's booking went through, other than by the event. */
  readonly story: Story;
  /** Under the event's id, each once; cancelled ones too. */
  readonly stored: readonly StoredBooking[];
  /** By which the platform owes it. */
  readonly acknowledged: Delivery | undefined;
  /**
   * Why nothing is stored, though it was acknowledged. `lost`: for no reason; `given-up`: the same, by the platform's
   * own word; `refusable`: its time may have been somebody else's; `may-wait`: nobody asked; `untold`: tags are not
   * given back. Undefined: it is stored, or need not be.
   */
  readonly missing: 'lost' | 'given-up' | 'refusable' | 'may-wait' | 'untold' | undefined;
}

/** Whether an event's booking can be told by its tag: the platform gives tags back, or nothing is stored at all. */
export function tellsTags({ offers, ledger }: Recording): boolean {
  if (offers?.tags === true) return true;
  let isEmpty = true;
  for (const { final } of ledger.stories()) {
    if (final.some(({ tag }) => tag !== undefined)) return true;
    isEmpty &&= final.length === 0;
  }
  return isEmpty;
}

/** Worked out once for all laws that ask. */
export function askedBookings(recording: Recording): readonly AskedBooking[] {
  const stories = recording.ledger.stories();
  const known = workedOut.get(stories);
  if (known !== undefined) return known;
  const asked = workOut(stories, recording);
  workedOut.set(stories, asked);
  return asked;
}

const workedOut = new WeakMap<readonly Story[], readonly AskedBooking[]>();

function workOut(stories: readonly Story[], recording: Recording): readonly AskedBooking[] {
  const { deliveries, names } = recording.ledger;
  const all: AskedBooking[] = [];
  const isTold = tellsTags(recording);
  /** Those that are missing for no reason that we see: whether somebody else had the time is asked for all at once. */
  const unexplained = new Map<Entry, { readonly row: number; readonly story: number }>();
  for (const [number, story] of deliveries.count() === 0 ? [] : stories.entries()) {
    for (const entry of story.entries) {
      const event = entry.verb === 'book' ? deliveries.eventOf(names.textOf(entry.tag)) : undefined;
      if (event?.demand.effect !== 'book') continue;
      const stored = storedOf(event, story);
      const acknowledged = acknowledgementOf(event);
      const isDue = acknowledged !== undefined && stored.length === 0 && recording.isFinalComplete;
      const isMissing = isDue && !mayBeCancelled(story, recording);
      const why = isMissing ? missingOf(event, acknowledged, recording) : undefined;
      const missing = isMissing && !isTold ? 'untold' : why;
      if (missing === 'lost' || missing === 'given-up') unexplained.set(entry, { row: all.length, story: number });
      all.push({ event, story, stored, acknowledged, missing });
    }
  }
  const taken = takenTimes(recording, new Map([...unexplained].map(([entry, { story }]) => [entry, story])));
  for (const [entry, { row }] of unexplained) {
    if (taken.has(entry)) all[row] = { ...(all[row] as AskedBooking), missing: 'refusable' };
  }
  return all;
}

function storedOf({ id }: DeliveredEvent, { initial, final }: Story): readonly StoredBooking[] {
  const known = new Set(initial.map((booking) => booking.id));
  return final.filter((booking) => {
    if (booking.tag !== id || known.has(booking.id)) return false;
    known.add(booking.id);
    return true;
  });
}

/** What may have been cancelled may be gone, or, when the cancellation came first, may never have been written down. */
function mayBeCancelled({ entries }: Story, { ledger }: Recording): boolean {
  return entries.some(({ verb, type, id }) => {
    if (verb !== 'cancel' || type === 'fail') return false;
    const cancellation = ledger.deliveries.eventOf(id);
    return (
      cancellation === undefined || cancellation.deliveries.some((each) => isGenuine(each) && each.type !== 'fail')
    );
  });
}

function missingOf(event: DeliveredEvent, acknowledged: Delivery, recording: Recording): AskedBooking['missing'] {
  const settlement = settlementOf(event, acknowledged, recording);
  if (settlement === 'waiting') return undefined;
  if (settlement === 'unknown') return 'may-wait';
  // Others may have had the time meanwhile, and nobody would tell us.
  if (recording.isShared || !recording.isInitialComplete) return 'refusable';
  return settlement === 'dead' ? 'given-up' : 'lost';
}
