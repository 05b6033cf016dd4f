import type { Slot } from '../../core/booking.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { Pause, Player } from '../../targets/journey.ts';
import { takesKey } from '../../targets/takes-key.ts';
import { findSlot, type Wish } from './find-slot.ts';

export interface Booked {
  readonly booking: string;
  readonly slot: Slot;
  readonly tag: string;
}

/**
 * From looking to booked, as often as the user has patience: a slot that was taken meanwhile means another look, and a
 * reply that never came means asking again with the same tag and idempotency key.
 * @param choosingMs how long the user thinks before each choice
 * @param isHeldFirst holds the slot, thinks, then confirms, where the platform has holds
 */
export function* placeBooking(
  wish: Wish,
  customer: string,
  player: Player,
  options: {
    readonly patience: number;
    readonly choosingMs: number;
    readonly confirmingMs: number;
    readonly isHeldFirst: boolean;
  },
): Generator<Pause | Intent, Booked | undefined, Completion> {
  for (let attempt = 0; attempt < options.patience; attempt += 1) {
    const slot = yield* findSlot(wish, player);
    if (slot === undefined) return undefined;
    yield { pauseMs: options.choosingMs };
    const order = { ...placeOf(wish), slot, customer, tag: player.newTag() };
    const booked =
      options.isHeldFirst && player.offers.holds
        ? yield* holdAndConfirm(order, player, options.confirmingMs)
        : yield* retried({ verb: 'book', ...order, ...keyFor('book', order.tag, player) });
    if (booked.type === 'ok' && booked.answer.booking !== undefined) {
      return { booking: booked.answer.booking, slot: booked.answer.slot ?? slot, tag: order.tag };
    }
    if (booked.type === 'info') return undefined;
  }
  return undefined;
}

type Order = Omit<Extract<Intent, { verb: 'book' }>, 'verb' | 'idempotencyKey'>;

function* holdAndConfirm(
  order: Order,
  player: Player,
  confirmingMs: number,
): Generator<Pause | Intent, Completion, Completion> {
  const held = yield* retried({ verb: 'hold', ...order, ...keyFor('hold', order.tag, player) });
  if (held.type !== 'ok' || held.answer.booking === undefined) return held;
  yield { pauseMs: confirmingMs };
  const { tenant, slot, customer, tag } = order;
  return yield* retried({ verb: 'confirm', tenant, slot, customer, tag, booking: held.answer.booking });
}

/** Asks once more with the same tag and key when nobody can say whether it was done, and only where that is safe. */
function* retried(intent: Intent): Generator<Intent, Completion, Completion> {
  const completion = yield intent;
  const isSafe = 'idempotencyKey' in intent && intent.idempotencyKey !== undefined;
  return completion.type === 'info' && isSafe ? yield intent : completion;
}

function keyFor(verb: 'book' | 'hold', tag: string, player: Player): { idempotencyKey?: string } {
  return takesKey(player.offers, verb) ? { idempotencyKey: tag } : {};
}

function placeOf({ tenant, branch, service }: Wish): Pick<Wish, 'tenant' | 'branch' | 'service'> {
  return { tenant, branch, service };
}
