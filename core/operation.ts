/** What a user's attempt came to. `info`: it may or may not have taken effect. */
export type OperationType = 'ok' | 'fail' | 'info';

/** Why an attempt was refused or failed, in words that every platform's adapter translates its own words into. */
export type Reason =
  | 'taken' // somebody holds the slot
  | 'invalid' // bad input of ours
  | 'not-found'
  | 'forbidden'
  | 'conflict' // the request contradicts the state (cancelled twice, key used with another body)
  | 'expired' // a hold ran out
  | 'throttled' // 429
  | 'error' // the platform answered that it broke, and that nothing was stored
  | 'unknown'; // no reply, or one that nobody understands

/** One HTTP request of an operation; `status` 0 means that no reply came. Times as in the operation. */
export interface RecordedRequest {
  readonly route: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly status: number;
}

/** What was asked and what was answered; shapes by verb are in `targets/intent.ts`. */
export interface OperationValue {
  readonly asked?: Readonly<Record<string, unknown>>;
  readonly answered?: Readonly<Record<string, unknown>>;
  readonly reason?: Reason;
}

/** Every verb that a history may hold; checkers/README.md has what `value` holds for each. */
export const operationVerbs: readonly string[] = [
  ...['find-slots', 'book', 'hold', 'confirm', 'cancel', 'reschedule', 'mark-no-show', 'read-booking'],
  ...['list-bookings', 'register-customer', 'find-customer', 'read-state', 'probe', 'journey', 'contend'],
  ...['deliver-webhook', 'read-backlog', 'read-outgoing'],
];

/** One logical operation of one simulated user: one line of a history file. */
export interface Operation {
  /** Unique per line. */
  readonly id: string;
  /** One logical attempt: retries share it; made by the client, stored by the platform as a tag. */
  readonly intent: string;
  /** What was sent, if anything; may be shared on purpose. */
  readonly idempotencyKey?: string;
  /** One simulated user; a fresh name after every `info`. */
  readonly process: string;
  readonly verb: string;
  /** The resources touched; histories are split by connected component. */
  readonly keys: readonly string[];
  /** ms since the start of its source; rounded down. */
  readonly startMs: number;
  /** ms since the start of its source; rounded up. */
  readonly endMs: number;
  /** When the arrival model wanted it sent: latency counts from here. */
  readonly intendedMs?: number;
  readonly type: OperationType;
  readonly requests: readonly RecordedRequest[];
  readonly value: OperationValue;
}

/** The first line of a history file: where its clock stands against the run's clock, and how sure that is. */
export interface HistoryHeader {
  readonly schemaVersion: 1;
  readonly source: string;
  /** Add to a time of this file to get ms on the run's clock. */
  readonly offsetMs: number;
  readonly errorMs: number;
}

/** A line of a history file that is no operation: what the driver says of itself. */
export interface Mark {
  readonly mark: 'load-started' | 'lane-ended' | 'resend-suspected';
  /** ms since the start of the source. */
  readonly atMs: number;
  readonly detail?: Readonly<Record<string, number | string>>;
}

/** A refusal that the platform owes its users; it counts as an answer, never as an error. */
export function isRefusal(reason: Reason | undefined): boolean {
  return reason !== undefined && reason !== 'throttled' && reason !== 'error' && reason !== 'unknown';
}
