import type { Operation, OperationType } from '../../core/operation.ts';

/** One attempt that may have made a booking, on the run's clock. */
export interface MadeBooking {
  readonly verb: string;
  /** Shared by retries. */
  readonly intent: string;
  readonly startMs: number;
  readonly endMs: number;
  readonly type: OperationType;
  /** So many bookings at most: a request that is sent again without a key may make one more. */
  readonly atMost: number;
}

/** Of whatever an event asks for, the platform makes a booking later, or not. */
export const byEvent = 'deliver-webhook';

/** Verbs by which a booking comes into being. */
const making: readonly string[] = ['book', 'confirm', byEvent];

/** What users were told of the bookings that they made; refusals made none. */
export interface MadeBookings {
  readonly attempts: MadeBooking[];
  take(operation: Operation): void;
}

export function openMadeBookings(): MadeBookings {
  const attempts: MadeBooking[] = [];
  return {
    attempts,
    take({ verb, intent, startMs, endMs, type, idempotencyKey, requests, value }) {
      // An error that claims that nothing was stored is not believed: what a platform counts may be right all the same.
      if (!making.includes(verb) || (type === 'fail' && value.reason !== 'error')) return;
      const atMost = idempotencyKey === undefined ? Math.max(1, requests.length) : 1;
      attempts.push({ verb, intent, startMs, endMs, type, atMost });
    },
  };
}
