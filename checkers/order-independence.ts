import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { type AskedBooking, askedBookings, tellsTags } from './webhooks/asked-bookings.ts';
import { acknowledgementOf, type DeliveredEvent, type Delivery } from './webhooks/deliveries.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { settlementOf } from './webhooks/settlement.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Order independence: a call that books and then cancels leaves nothing booked, whichever of the two was delivered
 * first. That the booking is not there at all is right as well where its cancellation came first; else it is for other
 * laws to judge, as is a booking that is there twice.
 */
export const orderIndependence = onLedger('order-independence', judge);

type Kind = 'order decided';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'order decided': {
    one: 'booking stands though the call that made it cancelled it',
    many: 'bookings stand though the calls that made them cancelled them',
  },
};

/** A booking and its cancellation, both acknowledged. */
interface Pair {
  readonly booking: AskedBooking;
  readonly cancellation: DeliveredEvent;
  readonly booked: Delivery;
  readonly cancelled: Delivery;
  /** The cancellation was acknowledged before the booking was delivered at all. */
  readonly isReversed: boolean;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const witness = openWitness<Kind>(words);
  const pairs = pairsOf(recording);
  const settled = pairs.filter((pair) => isSettled(pair, recording));
  const reversed = settled.filter(({ isReversed }) => isReversed);
  const standing = settled.filter(stands);
  const lost = mayBeLost(settled, recording) ? standing.length : 0;
  if (lost === 0) for (const pair of standing) addStanding(witness, pair);
  return firstNamed(
    conclude(
      witness,
      {
        examined: settled.length,
        reached: [
          { what: 'calls that booked and cancelled, both acknowledged and dealt with', count: settled.length },
          { what: 'cancellations that were acknowledged before their booking was delivered', count: reversed.length },
          { what: 'calls of which something waits, or may wait', count: pairs.length - settled.length },
        ],
        lacks: lackOf(pairs, reversed, lost, recording),
        good: `${settled.length} bookings that were cancelled are, ${reversed.length} of them in the wrong order`,
      },
      recording,
    ),
  );
}

function lackOf(
  pairs: readonly Pair[],
  reversed: readonly Pair[],
  lost: number,
  recording: Recording,
): string | undefined {
  if (!recording.isFinalComplete) return 'the final state was not read to its end';
  if (!tellsTags(recording))
    return 'the platform gives no tags back, so that nobody can tell which booking is an event’s';
  if (pairs.length === 0) return 'no call booked and cancelled';
  if (lost > 0) return `events get lost here, so that ${lost} cancellations may be lost that seem to be in vain`;
  if (reversed.length > 0) return undefined;
  return 'no cancellation that was dealt with was acknowledged before its booking was delivered';
}

function pairsOf(recording: Recording): readonly Pair[] {
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
    return [{ booking, cancellation, booked, cancelled, isReversed }];
  });
}

/** One that is there twice is another law's: its second may have been made after the cancellation. */
function stands({ booking: { stored } }: Pair): boolean {
  return stored.length === 1 && stored[0]?.status === 'booked';
}

/**
 * Where acknowledged events get lost, a cancellation may be one of them. Then the order is to blame only where most of
 * those that came first were in vain: no platform loses most of what it takes.
 */
function mayBeLost(settled: readonly Pair[], recording: Recording): boolean {
  if (!askedBookings(recording).some(({ missing }) => missing === 'lost')) return false;
  const reversed = settled.filter(({ isReversed }) => isReversed);
  return reversed.filter(stands).length <= reversed.length / 2;
}

function addStanding(
  witness: OpenWitness<Kind>,
  { booking: { event, stored }, cancellation, booked, cancelled, isReversed }: Pair,
): void {
  const text = `${eventText(event, stored)} | ${eventText(cancellation)}`;
  const ids = [...idsOfEvent(event, stored, booked), ...idsOfEvent(cancellation, [], cancelled)];
  witness.add('order decided', text, ids, () => {
    const order = isReversed ? 'before the booking was delivered' : 'after the booking was delivered';
    const sentence = `${stored[0]?.id} stands in the end, though ${cancellation.id} cancelled it, ${order}.`;
    return sceneOfEvents(sentence, [event, cancellation], [booked, cancelled]);
  });
}

/** Neither waits. A cancellation that was given up was dealt with: it could be done. */
function isSettled({ booking, cancellation, booked, cancelled }: Pair, recording: Recording): boolean {
  const settlement = settlementOf(cancellation, cancelled, recording);
  return (
    settlementOf(booking.event, booked, recording) === 'settled' && (settlement === 'settled' || settlement === 'dead')
  );
}
