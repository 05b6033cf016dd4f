import type { Recording } from '../on-ledger.ts';
import { type AskedBooking, askedBookings } from './asked-bookings.ts';
import { acknowledgementOf, type DeliveredEvent, type Delivery } from './deliveries.ts';
import { settlementOf } from './settlement.ts';

/** A call whose booking and whose cancellation of it were both acknowledged. */
export interface CancelledCall {
  readonly booking: AskedBooking;
  readonly cancellation: DeliveredEvent;
  readonly booked: Delivery;
  readonly cancelled: Delivery;
  /** The cancellation was acknowledged before the booking was delivered at all. */
  readonly isReversed: boolean;
  /** Neither waits. A cancellation that was given up was dealt with: it could be done. */
  readonly isSettled: boolean;
}

export function cancelledCalls(recording: Recording): readonly CancelledCall[] {
  const { ledger, clockErrorMs } = recording;
  const bookings = new Map(askedBookings(recording).map((asked) => [asked.event.id, asked] as const));
  return ledger.deliveries.events().flatMap((cancellation) => {
    const { demand } = cancellation;
    const booking = demand.effect === 'cancel' ? bookings.get(demand.cancels) : undefined;
    const booked = booking?.acknowledged;
    const cancelled = booking === undefined ? undefined : acknowledgementOf(cancellation);
    if (booking === undefined || booked === undefined || cancelled === undefined) return [];
    const firstMs = booking.event.deliveries[0]?.startMs ?? Number.NEGATIVE_INFINITY;
    const isReversed = cancelled.endMs + clockErrorMs < firstMs;
    const settlement = settlementOf(cancellation, cancelled, recording);
    const isDone = settlement === 'settled' || settlement === 'dead';
    const isSettled = isDone && settlementOf(booking.event, booked, recording) === 'settled';
    return [{ booking, cancellation, booked, cancelled, isReversed, isSettled }];
  });
}

/** Cancelled, and yet there. One that is there twice is another matter: its second may have been made afterwards. */
export function isInVain({ booking: { stored }, isSettled }: CancelledCall): boolean {
  return isSettled && stored.length === 1 && stored[0]?.status === 'booked';
}

/**
 * Whether it is the order of delivery that makes cancellations vain: most of those that came first are. Else some were
 * lost, as any event may be, since no platform loses most of what it takes.
 */
export function isOrderToBlame(calls: readonly CancelledCall[]): boolean {
  const reversed = calls.filter(({ isReversed, isSettled }) => isReversed && isSettled);
  return reversed.filter(isInVain).length > reversed.length / 2;
}
