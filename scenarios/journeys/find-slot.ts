import { addDays } from '../../core/add-days.ts';
import type { Slot } from '../../core/booking.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { Player } from '../../targets/journey.ts';

/** Where a customer wants an appointment, and from which day on. */
export interface Wish {
  readonly tenant: string;
  readonly branch: string;
  readonly service: string;
  /** Whom to ask for, where a platform must be told. */
  readonly resource?: string;
  /** `YYYY-MM-DD`, and how many days from there would do. */
  readonly fromDay: string;
  readonly days: number;
}

/** Looks for free slots, later and later while there are none, and picks one as people do: rather an early one. */
export function* findSlot(wish: Wish, player: Player): Generator<Intent, Slot | undefined, Completion> {
  let fromDay = wish.fromDay;
  for (let look = 0; look < 3; look += 1) {
    const toDay = addDays(fromDay, wish.days);
    const found = yield {
      verb: 'find-slots',
      tenant: wish.tenant,
      branch: wish.branch,
      service: wish.service,
      ...(wish.resource === undefined ? {} : { resource: wish.resource }),
      from: `${fromDay}T00:00:00Z`,
      to: `${toDay}T00:00:00Z`,
    };
    const slots = found.type === 'ok' ? (found.answer.slots ?? []) : [];
    if (slots.length > 0) return slots[Math.floor(slots.length * player.random.next() ** 2)];
    fromDay = toDay;
  }
  return undefined;
}
