import { isSameSpan } from './echoes.ts';
import type { Holding } from './holdings.ts';
import type { Entry, Span, Story } from './ledger.ts';
import type { LedgerBooking } from './stored-bookings.ts';
import { placeAfter, type StoryCircumstances } from './story-places.ts';
import type { Stretch } from './surely-held.ts';

const ever = Number.POSITIVE_INFINITY;
const none: readonly never[] = [];

/**
 * The one holding of a story that is booked once, acknowledged, and stored as it was acknowledged: what
 * `storyHoldings` says of it, at a tenth of the memory. Most stories are like that. Undefined of every other.
 */
export function plainHolding(
  { entries, initial, final }: Story,
  story: number,
  around: StoryCircumstances,
): Holding | undefined {
  const [make] = entries;
  const [stored] = final;
  if (entries.length !== 1 || initial.length > 0 || final.length !== 1) return undefined;
  if (make?.verb !== 'book' || make.type !== 'ok' || stored?.status !== 'booked') return undefined;
  const { span } = stored;
  const place = placeAfter(make, around);
  if (span === undefined || place === undefined || !isSameSpan(place, span) || around.echoes.has(make))
    return undefined;
  return new PlainHolding(story, make, stored, span);
}

/** A class, since there are so many: what follows from the booking are getters that all share. */
class PlainHolding implements Holding {
  readonly story: number;
  readonly resource: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly #make: Entry;
  readonly #stored: LedgerBooking;

  constructor(story: number, make: Entry, stored: LedgerBooking, { resource, fromMs, toMs }: Span) {
    this.story = story;
    this.resource = resource;
    this.fromMs = fromMs;
    this.toMs = toMs;
    this.#make = make;
    this.#stored = stored;
  }

  get booking(): number {
    const { answeredBooking } = this.#make;
    return answeredBooking === -1 ? this.#stored.idNumber : answeredBooking;
  }
  get tenant(): number {
    const { tenant } = this.#make;
    return tenant === -1 ? this.#stored.tenantNumber : tenant;
  }
  get service(): number {
    const { service } = this.#make;
    return service === -1 ? this.#stored.serviceNumber : service;
  }
  get customer(): number {
    const { customer } = this.#make;
    return customer === -1 ? this.#stored.customerNumber : customer;
  }
  get surely(): readonly Stretch[] {
    return [{ fromMs: this.#make.endMs, toMs: ever }];
  }
  get possibly(): Stretch {
    return { fromMs: this.#make.startMs, toMs: ever };
  }
  get makes(): readonly Entry[] {
    return [this.#make];
  }
  get ends(): readonly Entry[] {
    return none;
  }
  get isInitial(): boolean {
    return false;
  }
  get storedAs(): readonly string[] {
    return [this.#stored.id];
  }
  get isLost(): boolean {
    return false;
  }
}
