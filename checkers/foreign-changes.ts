import type { Entry, Story } from './ledger.ts';
import type { Recording } from './on-ledger.ts';

/**
 * Changes by one tenant of another's booking that were acknowledged and had the effect: nobody of its own tenant can
 * have brought it to where the final state has it, or where that is not known, the last one of its own who looked
 * behind the change. (A platform may acknowledge a cancellation of what it does not know; that harms nobody.)
 * @param crossings attempts that name a booking which another tenant alone has
 */
export function foreignChanges(
  recording: Recording,
  crossings: readonly Entry[],
): readonly { readonly change: Entry; readonly text: string }[] {
  const { ledger, isFinalComplete, isInitialComplete, isShared } = recording;
  const { names } = ledger;
  const changes = crossings.filter(({ type, verb, askedBooking }) => {
    return type === 'ok' && askedBooking !== -1 && verb !== 'read-booking' && verb !== 'find-slots';
  });
  if (changes.length === 0 || isShared) return [];
  const stories = storiesOf(ledger.stories(), changes);
  const looks = isFinalComplete ? new Map<number, Entry[]>() : looksAt(changes, ledger.looks);
  return changes.flatMap((change) => {
    const story = stories.get(change.askedBooking);
    if (story === undefined || !(isInitialComplete || isMadeHere(change, story))) return [];
    const seen = isFinalComplete ? story.final : seenBehind(change, looks.get(change.askedBooking) ?? []);
    const done = seen === undefined ? undefined : effectOf(change, { ...story, final: seen });
    if (done === undefined) return [];
    const what = `${change.verb} of ${names.textOf(change.askedBooking)}, which is another tenant's`;
    return [{ change, text: `${names.textOf(change.tenant)} was told that its ${what}, is done, and now ${done}` }];
  });
}

function storiesOf(stories: readonly Story[], changes: readonly Entry[]): ReadonlyMap<number, Story> {
  const own = new Map(changes.map(({ askedBooking, tenant }) => [askedBooking, tenant]));
  const found = new Map<number, Story>();
  for (const story of stories) {
    for (const { idNumber, tenantNumber } of [...story.initial, ...story.final]) {
      const changer = own.get(idNumber);
      if (changer !== undefined && tenantNumber !== changer) found.set(idNumber, story);
    }
    for (const { answeredBooking, tenant } of story.entries) {
      const changer = own.get(answeredBooking);
      if (changer !== undefined && changer !== tenant) found.set(answeredBooking, story);
    }
  }
  return found;
}

function isMadeHere({ tenant }: Entry, { entries }: Story): boolean {
  const makes: readonly string[] = ['book', 'hold', 'confirm'];
  return entries.some((entry) => entry.type === 'ok' && entry.tenant !== tenant && makes.includes(entry.verb));
}

function looksAt(changes: readonly Entry[], looks: readonly Entry[]): ReadonlyMap<number, readonly Entry[]> {
  const wanted = new Set(changes.map(({ askedBooking }) => askedBooking));
  return Map.groupBy(
    looks.filter(({ askedBooking }) => wanted.has(askedBooking)),
    ({ askedBooking }) => askedBooking,
  );
}

/** What the last one of another tenant saw who looked when the change was done; undefined: nobody did. */
function seenBehind(change: Entry, looks: readonly Entry[]): Story['final'] | undefined {
  const seen = looks.findLast(({ tenant, type, startMs, read }) => {
    return tenant !== change.tenant && type === 'ok' && read !== undefined && startMs > change.endMs;
  });
  return seen?.read && [seen.read];
}

/** 'it is cancelled'; undefined: nothing shows that the change did it. */
function effectOf(change: Entry, { entries, initial, final }: Story): string | undefined {
  const record = final.find(({ idNumber }) => idNumber === change.askedBooking);
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
  const stands = record?.span;
  if (change.verb !== 'reschedule' || place === undefined || stands === undefined) return undefined;
  const isThere = stands.resource === place.resource && stands.fromMs === place.fromMs;
  const isOwn = own.some(({ asked, answered }) => [asked, answered].some((span) => span?.fromMs === stands.fromMs));
  const wasThere = initial.some((before) => before.span?.fromMs === stands.fromMs);
  return isThere && !isOwn && !wasThere ? 'it stands where that tenant moved it' : undefined;
}
