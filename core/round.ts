import type { Slot } from './booking.ts';
import type { Operation } from './operation.ts';

/** One meeting of contenders over the same thing, as planned: pure data, the same for the same seed. */
export interface Round {
  readonly number: number;
  /** The file in scenarios/races/ that says what each contender does. */
  readonly shape: string;
  /** What the covering array combined here: contenders, entry, offsets, day … for the plan's reader. */
  readonly factors: Readonly<Record<string, string | number>>;
  /** When contenders may begin to prepare, and when they meet; ms since the load's start. */
  readonly fromMs: number;
  readonly meetMs: number;
  /** By when all of it is over. */
  readonly toMs: number;
  /** Its contenders come one after the other on purpose: no overlap is wanted, and none counts. */
  readonly isSequence?: boolean;
  /** What they meet over; nobody else of this load goes there. The first is the one that all shapes have. */
  readonly places: readonly Place[];
  readonly contenders: readonly Contender[];
}

export interface Place {
  readonly tenant: string;
  readonly branch: string;
  readonly service: string;
  readonly slot: Slot;
  /** Seats of the service, where it has more than one. */
  readonly seats?: number;
}

export interface Contender {
  /** The worker (a k6 VU) that plays this part: parts of one round with one lane are played by it at once. */
  readonly lane: number;
  /** What it does, in the shape's own words: 'book', 'confirm', 'cancel', 'move-there' … */
  readonly role: string;
  /** Its own customer: platforms may refuse one customer two bookings at once. */
  readonly customer: string;
  /** Drawn from the seed; added to the round's meeting. */
  readonly offsetMs: number;
}

/**
 * A contender's part in a round is an operation too: verb `contend`, its times those of the request that was raced,
 * so that the overlap really reached can be measured. `ok`: it was made; `fail`: the contender never got that far.
 */
export interface ContendAsked {
  readonly round: number;
  readonly shape: string;
  readonly role: string;
  readonly contender: number;
  readonly contenders: number;
  /** The round was over before its part was. */
  readonly isCut?: true;
}

export interface ContendOperation extends Operation {
  readonly verb: 'contend';
  readonly value: {
    readonly asked: ContendAsked & Record<string, unknown>;
    /** What came of the raced intent: its type, its reason where it has one, and its operation's id. */
    readonly answered?: { readonly outcome: string; readonly reason?: string; readonly operation: string } & Record<
      string,
      unknown
    >;
  };
}

export function isContend(operation: Operation): operation is ContendOperation {
  return operation.verb === 'contend';
}
