import type { Slot } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import type { Random } from '../core/random.ts';

/** A hold that its owner left, and whose time nobody was given since, as far as the histories tell. */
export interface LeftHold {
  readonly tenant: string;
  readonly branch: string;
  readonly service: string;
  readonly slot: Slot;
  readonly customer: string;
  /** From when on, on the run's clock, nothing excuses it any more: `checkers/possibly-held.ts` says why. */
  readonly dueMs: number;
  /** Somebody was refused its time as taken after it should have run out. */
  readonly isSuspect: boolean;
}

export interface LeftHolds {
  take(operation: Operation): void;
  /** Those whose time is still to come, in an order that is drawn, suspects first. */
  list(nowMs: number, draw: Random): readonly LeftHold[];
  /** Who has booked or held something, by tenant: names that the platform knows. */
  readonly customers: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Platforms sweep away what ran out each minute or so; a cart may be prolonged, and clocks may differ, by its life. */
const sweepMs = 60_000;
/** Of clocks, and of the platform's own work. */
const slackMs = 2_000;
/** What is so near may be refused as too late. */
const aheadMs = 15 * 60_000;

interface Held extends Omit<LeftHold, 'dueMs' | 'isSuspect'> {
  readonly endMs: number;
  readonly expiresMs: number;
}

/** Somebody has, or may have, been given a time, or was refused it. */
interface Claim {
  readonly slot: Slot;
  readonly startMs: number;
  readonly booking: string;
  readonly isRefused: boolean;
}

/** @param originMs where the histories' 0 stands on the platform's clock, ms since 1970 */
export function leftHolds(originMs: number): LeftHolds {
  const held = new Map<string, Held>();
  const ended = new Set<string>();
  /** When somebody last was refused a confirmation. */
  const denied = new Map<string, number>();
  const claims = new Map<string, Claim[]>();
  const customers = new Map<string, Set<string>>();

  const takeChange = ({ verb, type, endMs }: Operation, booking: string): void => {
    if (type !== 'fail') ended.add(booking);
    else if (verb === 'confirm') denied.set(booking, Math.max(endMs, denied.get(booking) ?? endMs));
  };
  const takePlacing = ({ verb, type, startMs, endMs, value }: Operation, booking: string): void => {
    const { asked = {}, answered = {}, reason } = value;
    const slot = slotOf(answered.slot) ?? slotOf(asked.slot);
    const isRefused = type === 'fail';
    if (slot === undefined || (isRefused && reason !== 'taken')) return;
    const [tenant, branch, service, customer] = [asked.tenant, asked.branch, asked.service, asked.customer].map(textOf);
    push(claims, calendarOf(tenant, slot), { slot, startMs, booking, isRefused });
    if (type !== 'ok' || verb === 'reschedule' || !tenant || !customer) return;
    customers.set(tenant, (customers.get(tenant) ?? new Set()).add(customer));
    const expiresMs = Date.parse(textOf(answered.expires)) - originMs;
    if (verb !== 'hold' || !Number.isFinite(expiresMs)) return;
    held.set(booking, { tenant, branch: branch ?? '', service: service ?? '', slot, customer, endMs, expiresMs });
  };
  /** Undefined: whoever was given the time since has shown that the hold ended, and may have it still. */
  const leftOf = (booking: string, { endMs, expiresMs, ...place }: Held): LeftHold | undefined => {
    const later = (claims.get(calendarOf(place.tenant, place.slot)) ?? []).filter(
      (claim) => claim.booking !== booking && claim.startMs >= endMs && overlaps(claim.slot, place.slot),
    );
    if (later.some(({ isRefused }) => !isRefused)) return undefined;
    const lifeMs = Math.max(0, expiresMs - endMs);
    const prolongedMs = Math.max(expiresMs, (denied.get(booking) ?? endMs) + lifeMs);
    const isSuspect = later.some(({ startMs }) => startMs > expiresMs);
    return { ...place, dueMs: prolongedMs + Math.max(sweepMs, lifeMs) + slackMs, isSuspect };
  };

  return {
    customers,
    take(operation) {
      const { verb, value } = operation;
      const tenant = textOf(value.asked?.tenant);
      if (changes.has(verb)) takeChange(operation, `${tenant}\n${textOf(value.asked?.booking)}`);
      if (placing.has(verb)) takePlacing(operation, `${tenant}\n${textOf(value.answered?.booking)}`);
    },
    list(nowMs, draw) {
      const left = [...held].flatMap(([booking, hold]) => {
        const isAhead = Date.parse(hold.slot.start) > originMs + nowMs + aheadMs;
        const one = ended.has(booking) || !isAhead ? undefined : leftOf(booking, hold);
        return one === undefined ? [] : [{ hold: one, turn: draw.next() }];
      });
      left.sort((a, b) => Number(b.hold.isSuspect) - Number(a.hold.isSuspect) || a.turn - b.turn);
      return left.map(({ hold }) => hold);
    },
  };
}

const placing: ReadonlySet<string> = new Set(['book', 'hold', 'reschedule']);
const changes: ReadonlySet<string> = new Set(['confirm', 'cancel', 'reschedule']);

export function push<Item>(lists: Map<string, Item[]>, key: string, item: Item): void {
  const some = lists.get(key);
  if (some === undefined) lists.set(key, [item]);
  else some.push(item);
}

function calendarOf(tenant: string | undefined, { resource }: Slot): string {
  return `${tenant}\n${resource}`;
}

/** All times are written alike. */
function overlaps(one: Slot, other: Slot): boolean {
  return one.start < other.end && other.start < one.end;
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function slotOf(value: unknown): Slot | undefined {
  const { resource, start, end } = (typeof value === 'object' && value !== null ? value : {}) as Partial<Slot>;
  return resource === undefined || start === undefined || end === undefined ? undefined : { resource, start, end };
}
