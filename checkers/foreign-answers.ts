import { keyGroups } from './key-groups.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';

/** An attempt that was answered with what another tenant asked for under the same idempotency key. */
export interface ForeignAnswer {
  readonly answer: Entry;
  readonly owner: Entry;
}

/**
 * Keys of different tenants have nothing to do with each other. That an answer is another tenant's is proven by the
 * place, when it is not the one that was asked for but the one that the other tenant asked for; or by the booking's id,
 * when the whole final state knows that id in the other tenant only (ids may be numbered in each tenant by itself).
 */
export function foreignAnswers(recording: Recording): readonly ForeignAnswer[] {
  const byPlace: ForeignAnswer[] = [];
  const byId: ForeignAnswer[] = [];
  for (const group of keyGroups(recording.ledger.entries)) {
    const answered = group.filter(({ type, tenant }) => type === 'ok' && tenant !== -1);
    if (new Set(answered.map(({ tenant }) => tenant)).size < 2) continue;
    for (const answer of answered) {
      const owner = answered.find((other) => other.tenant !== answer.tenant && isPlaceOf(answer, other));
      const namesake = answered.find(
        ({ tenant, answeredBooking }) =>
          tenant !== answer.tenant && answeredBooking !== -1 && answeredBooking === answer.answeredBooking,
      );
      if (owner !== undefined) byPlace.push({ answer, owner });
      else if (namesake !== undefined) byId.push({ answer, owner: namesake });
    }
  }
  return [...byPlace, ...storedElsewhere(byId, recording)];
}

function isPlaceOf({ asked, answered }: Entry, other: Entry): boolean {
  if (asked === undefined || answered === undefined || other.asked === undefined) return false;
  const isAsIfAsked = answered.resource === asked.resource && answered.fromMs === asked.fromMs;
  return !isAsIfAsked && answered.resource === other.asked.resource && answered.fromMs === other.asked.fromMs;
}

/** Those whose booking is stored with the other tenant, and never was with the one that was answered. */
function storedElsewhere(found: readonly ForeignAnswer[], recording: Recording): readonly ForeignAnswer[] {
  if (found.length === 0 || !recording.isFinalComplete || recording.isShared) return [];
  const { names } = recording.ledger;
  const wanted = new Map(found.map(({ answer }) => [names.textOf(answer.answeredBooking), new Set<string>()]));
  const touched = new Set<string>();
  for (const { initial, final, entries } of recording.ledger.stories()) {
    for (const { id, tenant } of [...initial, ...final]) wanted.get(id)?.add(tenant);
    for (const { verb, type, askedBooking, tenant } of entries) {
      const isGone = verb === 'cancel' || verb === 'reschedule';
      if (isGone && type !== 'fail') touched.add(`${names.textOf(tenant)}\n${names.textOf(askedBooking)}`);
    }
  }
  return found.filter(({ answer, owner }) => {
    const id = names.textOf(answer.answeredBooking);
    const tenants = wanted.get(id);
    const mine = names.textOf(answer.tenant);
    // A hold that ran out, or a booking that was cancelled, may have left no record.
    const mayBeGone = answer.verb === 'hold' || touched.has(`${mine}\n${id}`);
    return !mayBeGone && tenants?.has(names.textOf(owner.tenant)) === true && !tenants.has(mine);
  });
}
