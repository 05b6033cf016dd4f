import type { StoredBooking } from '../core/booking.ts';
import { type Entry, type Story, spanOf } from './ledger.ts';
import type { Recording } from './on-ledger.ts';

/**
 * Changes by one tenant of another's booking that were acknowledged and had the effect: nobody of its own tenant can
 * have brought it to where the final state has it. (A platform may acknowledge a cancellation of what it does not know;
 * that harms nobody.)
 * @param crossings attempts that name a booking which another tenant alone has
 */
export function foreignChanges(
  recording: Recording,
  crossings: readonly Entry[],
): readonly { readonly change: Entry; readonly text: string }[] {
  const { ledger, isFinalComplete, isInitialComplete, isShared } = recording;
  const changes = crossings.filter(({ type, verb, askedBooking }) => {
    return type === 'ok' && askedBooking !== -1 && verb !== 'read-booking' && verb !== 'find-slots';
  });
  if (changes.length === 0 || !isFinalComplete || !isInitialComplete || isShared) return [];
  const stories = storiesOf(ledger.stories(), changes, recording);
  return changes.flatMap((change) => {
    const story = stories.get(change.askedBooking);
    const done = story === undefined ? undefined : effectOf(change, story, recording);
    if (done === undefined) return [];
    const { names } = ledger;
    const what = `${change.verb} of ${names.textOf(change.askedBooking)}, which is another tenant's`;
    return [{ change, text: `${names.textOf(change.tenant)} was told that its ${what}, is done, and now ${done}` }];
  });
}

function storiesOf(
  stories: readonly Story[],
  changes: readonly Entry[],
  { ledger: { names } }: Recording,
): ReadonlyMap<number, Story> {
  const wanted = new Map<string, number>(changes.map(({ askedBooking }) => [names.textOf(askedBooking), askedBooking]));
  const own = new Map(changes.map(({ askedBooking, tenant }) => [askedBooking, tenant]));
  const found = new Map<number, Story>();
  for (const story of stories) {
    for (const { id, tenant } of [...story.initial, ...story.final]) {
      const booking = wanted.get(id);
      if (booking !== undefined && names.numberOf(tenant) !== own.get(booking)) found.set(booking, story);
    }
    for (const { answeredBooking, tenant } of story.entries) {
      const changer = own.get(answeredBooking);
      if (changer !== undefined && changer !== tenant) found.set(answeredBooking, story);
    }
  }
  return found;
}

/** 'it is cancelled'; undefined: nothing shows that the change did it. */
function effectOf(change: Entry, { entries, initial, final }: Story, { ledger }: Recording): string | undefined {
  const { names } = ledger;
  const id = names.textOf(change.askedBooking);
  const record: StoredBooking | undefined = final.find((each) => each.id === id);
  const own = entries.filter(({ type, tenant }) => type !== 'fail' && tenant !== change.tenant);
  const has = (...verbs: readonly Entry['verb'][]): boolean => own.some(({ verb }) => verbs.includes(verb));
  const isBooked =
    initial.some(({ status }) => status === 'booked') ||
    own.some(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'));
  if (change.verb === 'cancel') {
    const isGone = record === undefined ? final.length === 0 : record.status === 'cancelled';
    return isGone && isBooked && !has('cancel', 'mark-no-show', 'reschedule') ? 'it is cancelled' : undefined;
  }
  if (change.verb === 'mark-no-show') {
    return record?.status === 'no-show' && !has('mark-no-show') ? 'it is marked as a no-show' : undefined;
  }
  if (change.verb === 'confirm') {
    return record?.status === 'booked' && !isBooked && !has('book', 'confirm') ? 'it is booked' : undefined;
  }
  const place = change.answered ?? change.asked;
  const stands = record === undefined ? undefined : spanOf(names, record);
  if (change.verb !== 'reschedule' || place === undefined || stands === undefined) return undefined;
  const isThere = stands.resource === place.resource && stands.fromMs === place.fromMs;
  const isOwn = own.some(({ asked, answered }) => [asked, answered].some((span) => span?.fromMs === stands.fromMs));
  const wasThere = initial.some((before) => spanOf(names, before)?.fromMs === stands.fromMs);
  return isThere && !isOwn && !wasThere ? 'it stands where that tenant moved it' : undefined;
}
