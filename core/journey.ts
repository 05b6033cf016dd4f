import type { Operation } from './operation.ts';

/**
 * A journey (one user's visit, from the first intent to the last) is an operation too: verb `journey`, no requests,
 * `intendedMs` = its planned arrival. `ok`: reached its goal; `fail`: gave up; `info`: cut off by the end of the load.
 */
export interface JourneyAsked {
  /** 'voice-call', 'web-booking', 'staff-day' … */
  readonly journey: string;
  /** What counts for booking-success: only journeys whose goal is a booking. */
  readonly goal: 'booking' | 'other';
  /** 0-based number of the planned arrival; a missing number was never started. */
  readonly arrival: number;
}

export interface JourneyAnswered {
  /** The caller's own (modelled) share of the duration: talking, reading, thinking. */
  readonly pausedMs: number;
  /** The platform's share: waiting for replies. */
  readonly waitedMs: number;
  readonly attempts: number;
}

export interface JourneyOperation extends Operation {
  readonly verb: 'journey';
  readonly value: {
    readonly asked: JourneyAsked & Record<string, unknown>;
    readonly answered: JourneyAnswered & Record<string, unknown>;
  };
}

export function isJourney(operation: Operation): operation is JourneyOperation {
  return operation.verb === 'journey';
}
