import { findSlot, type Wish } from '../../scenarios/journeys/find-slot.ts';
import type { Journey } from '../../targets/journey.ts';

export const quickCall: Journey<Wish & { readonly customer: string }> = function* (row, player) {
  yield { pauseMs: 2_000 };
  const slot = yield* findSlot(row, player);
  if (slot === undefined) return false;
  const { tenant, branch, service, customer } = row;
  const booked = yield { verb: 'book', tenant, branch, service, slot, customer, tag: player.newTag() };
  return booked.type === 'ok';
};
