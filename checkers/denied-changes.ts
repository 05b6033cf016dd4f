import { echoesOf } from './echoes.ts';
import type { Entry, Story } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { isMake } from './story-places.ts';

/** What a user was told to have, and was then told not to have, when the same user wanted to confirm or cancel it. */
export interface DeniedChange {
  readonly own: Entry;
  readonly denied: Entry;
}

/** By whose clock a hold ends nobody knows: only what comes soon, and long before that end, is judged. */
const soonMs = 10_000;

/**
 * Read your writes, of changes: an own booking that was acknowledged is there for the user's next change, when nobody
 * else can have ended it. Moves are left out: what was not found may be the time that was asked for.
 */
export function deniedChanges(recording: Recording): readonly DeniedChange[] {
  const found: DeniedChange[] = [];
  const echoes = echoesOf(recording.ledger);
  for (const story of recording.ledger.stories()) {
    for (const denied of story.entries) {
      const own = isDenied(denied) ? lastMade(story, denied) : undefined;
      if (
        own === undefined ||
        echoes.has(own) ||
        !isLasting(own, denied, recording) ||
        mayHaveEnded(story, denied, recording)
      )
        continue;
      found.push({ own, denied });
    }
  }
  return found.length === 0 ? found : found.filter(isNobodyElses(recording));
}

/** What another tenant may have done to a booking of this id is another law's matter. */
function isNobodyElses({ ledger }: Recording): (change: DeniedChange) => boolean {
  const tenants = new Map<number, Set<number>>();
  for (const { type, tenant, askedBooking } of ledger.attempts) {
    if (type === 'fail' || askedBooking === -1) continue;
    const some = tenants.get(askedBooking);
    if (some === undefined) tenants.set(askedBooking, new Set([tenant]));
    else some.add(tenant);
  }
  return ({ denied }) => [...(tenants.get(denied.askedBooking) ?? [])].every((tenant) => tenant === denied.tenant);
}

function isDenied({ verb, type, reason, askedBooking }: Entry): boolean {
  if (type !== 'fail' || askedBooking === -1) return false;
  return verb === 'confirm'
    ? reason === 'not-found' || reason === 'expired'
    : verb === 'cancel' && reason === 'not-found';
}

/** The user's last acknowledged attempt at it, under the id that the change names. */
function lastMade({ entries }: Story, { process, tenant, startMs, askedBooking }: Entry): Entry | undefined {
  return entries.findLast(
    (entry) =>
      isMake(entry.verb) &&
      entry.type === 'ok' &&
      entry.process === process &&
      entry.tenant === tenant &&
      entry.endMs <= startMs &&
      entry.answeredBooking === askedBooking,
  );
}

/** A hold runs out by itself. */
function isLasting(own: Entry, denied: Entry, { originMs }: Recording): boolean {
  if (own.verb !== 'hold') return denied.reason === 'not-found';
  if (own.expiresMs === undefined || originMs === undefined) return false;
  const leftMs = own.expiresMs - (originMs + denied.endMs);
  return denied.endMs - own.startMs <= Math.min(soonMs, leftMs / 2);
}

/** Anybody's cancellation, move or no-show. */
function mayHaveEnded({ entries }: Story, denied: Entry, { clockErrorMs }: Recording): boolean {
  return entries.some(({ verb, type, tenant, startMs }) => {
    const isEnding = verb === 'cancel' || verb === 'reschedule' || verb === 'mark-no-show';
    return tenant !== denied.tenant || (isEnding && type !== 'fail' && startMs <= denied.endMs + clockErrorMs);
  });
}
