import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import type { Operation } from '../core/operation.ts';
import type { Journals } from '../core/provider.ts';
import type { World } from '../core/world.ts';
import type { Ledger } from './ledger.ts';

/** One law that a booking platform owes its users, as a pure fold over the recording. */
export interface Checker {
  /** Its criterion's id and its heading in the report. */
  readonly name: string;
  /** @param ledger is fed beside the checker, and whole when it is closed */
  open(circumstances: Circumstances, ledger: Ledger): OpenChecker;
}

/**
 * Fed in this order: every operation (unsorted), then the initial state, then the final state; then closed. It may
 * throw: `guarded` makes an `unknown` of that. What it reads from the ledger alone, it need not take.
 */
export interface OpenChecker {
  take?(operation: Operation): void;
  takeInitial?(booking: StoredBooking): void;
  takeFinal?(booking: StoredBooking): void;
  close(completeness: Completeness): Finding;
}

export interface Circumstances {
  readonly world: World | undefined;
  /** Others book on the platform too: only records that carry our tag are ours. */
  readonly isShared: boolean;
  /** What the platform declares (`Offers` of its adapter); what it does not declare is not demanded of it. */
  readonly offers?: Readonly<Record<string, boolean | readonly string[] | Readonly<Record<string, string>>>>;
  /** Wall clock (ms since 1970) at which the run's clock stands at 0. */
  readonly originMs?: number;
  /** A backup that was taken meanwhile and restored: when it was begun, and complete, on the run's clock. */
  readonly backup?: { readonly fromMs: number; readonly toMs: number };
}

/** How much of the recording there is: what is missing may explain what looks wrong. */
export interface Completeness {
  /** Operations that happened, or may have, without a line in the history; Infinity when nobody knows. */
  readonly unseenOperations: number;
  /** Every line that was written can be read: none that is missing may hide what is wrong. */
  readonly isHistoryWhole: boolean;
  /** Whether each state was read to its end and without damage. */
  readonly isInitialComplete: boolean;
  readonly isFinalComplete: boolean;
  /** The same of what a restored platform shows; absent: there is none. */
  readonly isRestoredComplete?: boolean;
  /** Sum of the clock errors of two sources, ms: what lies closer together has no known order. */
  readonly clockErrorMs: number;
  /** Unsaid: those that were fed, whole. */
  readonly journals?: Journals;
}
