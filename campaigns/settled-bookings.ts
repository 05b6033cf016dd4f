import type { Slot } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import type { Random } from '../core/random.ts';
import type { World } from '../core/world.ts';
import { localDay } from '../scenarios/races/local-time.ts';
import { slotOf, textOf } from './left-holds.ts';

/** A booking to which nothing happens any more, as far as the histories tell, and the list in which it stands. */
export interface SettledBooking {
  readonly tenant: string;
  readonly branch: string;
  readonly booking: string;
  /** `YYYY-MM-DD`, the same by the branch's clock and by UTC. */
  readonly day: string;
  /** What was done to it last. */
  readonly last: 'made' | 'moved' | 'cancelled';
}

export interface SettledBookings {
  take(operation: Operation): void;
  /** At most so many, in an order that is drawn; a third moved and a third cancelled, where there are enough. */
  list(nowMs: number, countMax: number, draw: Random): readonly SettledBooking[];
}

/** Longer than lists may lag behind (`checkers/left-out.ts`). */
const settledMs = 12_000;

interface Made {
  readonly tenant: string;
  readonly booking: string;
  readonly slot: Slot;
  readonly endMs: number;
  readonly last: SettledBooking['last'];
}

export function settledBookings({ tenants, zones = [] }: World): SettledBookings {
  const made = new Map<string, Made>();
  const left = new Set<string>();
  const branches = new Map<string, { readonly branch: string; readonly timeZone: string }>();
  for (const { id: tenant, branches: own } of tenants) {
    for (const { id: branch, timeZone, staff } of own) {
      for (const { id } of staff) branches.set(keyOf(tenant, id), { branch, timeZone });
    }
  }
  const keep = (one: Made): void => {
    const key = keyOf(one.tenant, one.booking);
    const known = made.get(key);
    if (known === undefined || known.endMs < one.endMs) made.set(key, one);
  };
  const settled = ({ tenant, booking, slot, last }: Made): SettledBooking | undefined => {
    const place = branches.get(keyOf(tenant, slot.resource));
    const day = slot.start.slice(0, 10);
    const isPlain = place !== undefined && localDay(zones, place.timeZone, Date.parse(slot.start)) === day;
    return isPlain ? { tenant, branch: place.branch, booking, day, last } : undefined;
  };
  return {
    take({ verb, type, endMs, value }) {
      if (type === 'fail' || !changes.has(verb)) return;
      const { asked = {}, answered = {} } = value;
      const tenant = textOf(asked.tenant);
      const [before, booking] = [textOf(asked.booking), textOf(answered.booking) || textOf(asked.booking)];
      const slot = slotOf(answered.slot) ?? slotOf(asked.slot);
      const known = made.get(keyOf(tenant, before));
      if (verb === 'cancel' && type === 'ok' && known !== undefined)
        return keep({ ...known, endMs, last: 'cancelled' });
      const isOver = type !== 'ok' || verb === 'cancel' || verb === 'mark-no-show';
      // Under its new id it is another line of the list.
      if (before !== '' && (isOver || before !== booking)) left.add(keyOf(tenant, before));
      if (isOver || booking === '' || slot === undefined) return;
      keep({ tenant, booking, slot, endMs, last: verb === 'reschedule' ? 'moved' : 'made' });
    },
    list(nowMs, countMax, draw) {
      const all = [...made].flatMap(([key, one]) => {
        const found = left.has(key) || one.endMs + settledMs > nowMs ? undefined : settled(one);
        return found === undefined ? [] : [{ ...found, turn: draw.next() }];
      });
      all.sort((a, b) => a.turn - b.turn);
      const some = (wanted: Made['last'], count: number) => all.filter(({ last }) => last === wanted).slice(0, count);
      const changed = [...some('moved', countMax / 3), ...some('cancelled', countMax / 3)];
      return [...changed, ...some('made', countMax - changed.length)].map(({ turn: _, ...one }) => one);
    },
  };
}

const changes: ReadonlySet<string> = new Set(['book', 'confirm', 'reschedule', 'cancel', 'mark-no-show']);

export function keyOf(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}
