import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
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
  readonly booking: DeliveredEvent;
  readonly cancellation: DeliveredEvent;
  readonly booked: Delivery;
  readonly cancelled: Delivery;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const witness = openWitness<Kind>(words);
  const pairs = pairsOf(recording);
  const settled = pairs.filter((pair) => isSettled(pair, recording));
  const reversed = settled.filter((pair) => isReversed(pair, recording));
  const stored = storedOf(settled, recording);
  for (const pair of settled) {
    const { booking, cancellation, booked, cancelled } = pair;
    const bookings = stored.get(booking.id) ?? [];
    if (bookings.length !== 1 || bookings[0]?.status !== 'booked') continue;
    const text = `${eventText(booking, bookings)} | ${eventText(cancellation, [])}`;
    const ids = [...idsOfEvent(booking, bookings, booked), ...idsOfEvent(cancellation, [], cancelled)];
    witness.add('order decided', text, ids, () => {
      const order = isReversed(pair, recording) ? 'its cancellation came first' : 'its cancellation came later';
      const sentence = `${bookings[0]?.id} stands in the end, though ${cancellation.id} cancelled it: ${order}.`;
      return sceneOfEvents(sentence, [booking, cancellation], [booked, cancelled]);
    });
  }
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
        lacks: lackOf(pairs, reversed, recording),
        good: `${settled.length} bookings that were cancelled are, ${reversed.length} of them in the wrong order`,
      },
      recording,
    ),
  );
}

function lackOf(pairs: readonly Pair[], reversed: readonly Pair[], recording: Recording): string | undefined {
  if (!recording.isFinalComplete) return 'the final state was not read to its end';
  if (pairs.length === 0) return 'no call booked and cancelled';
  if (reversed.length > 0) return undefined;
  return 'no cancellation that was dealt with was acknowledged before its booking was delivered';
}

function pairsOf({ ledger: { deliveries } }: Recording): readonly Pair[] {
  return deliveries.events().flatMap((cancellation) => {
    const { demand } = cancellation;
    const booking = demand.effect === 'cancel' ? deliveries.eventOf(demand.cancels) : undefined;
    if (booking?.demand.effect !== 'book') return [];
    const [booked, cancelled] = [acknowledgementOf(booking), acknowledgementOf(cancellation)];
    return booked === undefined || cancelled === undefined ? [] : [{ booking, cancellation, booked, cancelled }];
  });
}

/** Neither waits. A cancellation that was given up was dealt with: it could be done. */
function isSettled({ booking, cancellation, booked, cancelled }: Pair, recording: Recording): boolean {
  const settlement = settlementOf(cancellation, cancelled, recording);
  return settlementOf(booking, booked, recording) === 'settled' && (settlement === 'settled' || settlement === 'dead');
}

function isReversed({ booking, cancelled }: Pair, { clockErrorMs }: Recording): boolean {
  return cancelled.endMs + clockErrorMs < (booking.deliveries[0]?.startMs ?? Number.NEGATIVE_INFINITY);
}

/** What is stored of the pairs' bookings, by the event's id. */
function storedOf(pairs: readonly Pair[], { ledger }: Recording): ReadonlyMap<string, readonly StoredBooking[]> {
  const wanted = new Map(pairs.map(({ booking }) => [booking.id, new Map<string, StoredBooking>()] as const));
  for (const { final } of wanted.size === 0 ? [] : ledger.stories()) {
    for (const booking of final) if (booking.tag !== undefined) wanted.get(booking.tag)?.set(booking.id, booking);
  }
  return new Map([...wanted].map(([id, bookings]) => [id, [...bookings.values()]] as const));
}
