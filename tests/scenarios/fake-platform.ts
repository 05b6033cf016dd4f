import type { Slot } from '../../core/booking.ts';
import type { Completion, Intent } from '../../targets/intent.ts';

export interface FakeOptions {
  readonly now: () => number;
  readonly seats?: number;
  readonly holdMs?: number;
  /** A wrong platform: whoever asks gets it. */
  readonly givesAll?: boolean;
  /** A hold and the booking that it becomes have ids of their own, and the hold's is forgotten. */
  readonly renames?: boolean;
  /** A wrong platform: what was held once is in the way for ever, though nobody can confirm it any more. */
  readonly keepsHolds?: boolean;
  /** A wrong platform: a hold ends so much before it says. */
  readonly endsEarlyMs?: number;
  /** A wrong platform: what was cancelled is not shown again, and given to whoever asks for it. */
  readonly hidesCancelled?: boolean;
}

type State = 'held' | 'booked' | 'cancelled';
type Place = Intent & { readonly verb: 'book' | 'hold' };

interface Booking {
  id: string;
  readonly tenant: string;
  readonly tag: string;
  slot: Slot;
  state: State;
  expiresMs: number;
}

const ok = (answer: Extract<Completion, { type: 'ok' }>['answer']): Completion => ({ type: 'ok', answer });
const fail = (reason: Extract<Completion, { type: 'fail' }>['reason']): Completion => ({ type: 'fail', reason });

function shown({ id, tenant, slot, state }: Booking): Completion {
  return ok({ bookings: [{ id, tenant, ...slot, status: state }] });
}

function customersByPhone() {
  const known = new Set<string>();
  return ({ verb, tenant, phone }: Intent & { readonly verb: 'register-customer' | 'find-customer' }): Completion => {
    const customer = `${tenant}/${phone}`;
    if (verb === 'register-customer') known.add(customer);
    return known.has(customer) ? ok({ customer }) : fail('not-found');
  };
}

function onceForKey(place: (intent: Place) => Completion): (intent: Place) => Completion {
  const keys = new Map<string, { readonly request: string; readonly completion: Completion }>();
  return (intent) => {
    if (intent.idempotencyKey === undefined) return place(intent);
    const key = `${intent.tenant}/${intent.idempotencyKey}`;
    const request = JSON.stringify(intent);
    const known = keys.get(key);
    if (known !== undefined) return known.request === request ? known.completion : fail('conflict');
    const completion = place(intent);
    if (completion.type === 'ok') keys.set(key, { request, completion });
    return completion;
  };
}

/** A booking platform in a few lines that does one thing after the other, and so does it right. */
export function fakePlatform(options: FakeOptions) {
  const { now, seats = 1, holdMs = 30_000, givesAll = false, renames = false, keepsHolds = false } = options;
  const { hidesCancelled = false, endsEarlyMs = 0 } = options;
  const bookings: Booking[] = [];
  const customers = customersByPhone();

  const isActive = ({ state, expiresMs }: Booking): boolean =>
    state === 'booked' || (state === 'held' && expiresMs > now());
  const others = (slot: Slot, but?: Booking): number =>
    bookings.filter(
      (each) =>
        each !== but &&
        (isActive(each) || (keepsHolds && each.state === 'held')) &&
        each.slot.resource === slot.resource &&
        each.slot.start < slot.end &&
        slot.start < each.slot.end,
    ).length;
  const isFree = (slot: Slot, but?: Booking): boolean => givesAll || others(slot, but) < seats;
  const find = (tenant: string, id: string): Booking | undefined =>
    bookings.find((each) => each.id === id && each.tenant === tenant);

  const place = ({ verb, tenant, slot, tag }: Place): Completion => {
    if (Date.parse(slot.start) <= now()) return fail('invalid');
    if (!isFree(slot)) return fail('taken');
    const expiresMs = now() + holdMs;
    const id = `b${bookings.length}`;
    bookings.push({ id, tenant, tag, slot, state: verb === 'hold' ? 'held' : 'booked', expiresMs });
    return ok({
      booking: id,
      slot,
      ...(verb === 'hold' ? { expires: new Date(expiresMs + endsEarlyMs).toISOString() } : {}),
    });
  };

  const once = onceForKey(place);

  return {
    bookings,
    isActive,
    perform(intent: Intent): Completion {
      if (intent.verb === 'book' || intent.verb === 'hold') return once(intent);
      if (intent.verb === 'find-slots') {
        const { resource = '', from, to } = intent;
        const slot = { resource, start: from, end: to };
        const isHidden =
          hidesCancelled && bookings.some((each) => each.state === 'cancelled' && each.slot.start === from);
        return ok({ slots: isFree(slot) && !isHidden ? [slot] : [] });
      }
      if (intent.verb === 'register-customer' || intent.verb === 'find-customer') return customers(intent);
      const id = 'booking' in intent ? intent.booking : undefined;
      const booking = 'tenant' in intent && id !== undefined ? find(intent.tenant, id) : undefined;
      if (booking === undefined) return fail('not-found');
      if (intent.verb === 'read-booking') return shown(booking);
      if (intent.verb === 'confirm' && booking.state === 'held' && !isActive(booking)) return fail('expired');
      if (intent.verb === 'confirm' ? booking.state !== 'held' : !isActive(booking)) return fail('conflict');
      if (intent.verb === 'confirm') {
        booking.state = 'booked';
        if (renames) booking.id = `${booking.id}-booked`;
      }
      if (intent.verb === 'cancel') booking.state = 'cancelled';
      else if (intent.verb === 'reschedule') {
        if (!isFree(intent.slot, booking)) return fail('taken');
        booking.slot = intent.slot;
      }
      return ok({ booking: booking.id, slot: booking.slot });
    },
  };
}
