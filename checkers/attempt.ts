import type { OperationType } from '../core/operation.ts';
import type { EntryVerb, Span } from './ledger.ts';

/** `initial`: what stood there before the load, as if it had been acknowledged before time began. */
export type AttemptVerb = Exclude<EntryVerb, 'find-slots' | 'read-booking'> | 'initial';

/** The resource is -1, and times are NaN, where the operation did not say. */
export type Place = Span;

export interface Attempt {
  readonly id: string;
  readonly verb: AttemptVerb;
  readonly type: OperationType;
  readonly startMs: number;
  readonly endMs: number;
  /** What was acknowledged, or, without an acknowledgement, what was asked. */
  readonly place: Place;
  /** Number of the idempotency key; -1: none. */
  readonly key: number;
  /** Ids as numbers; -1: none. */
  readonly asked?: number;
  readonly answered?: number;
}
