import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { tellsTags } from './webhooks/asked-bookings.ts';
import { type CancelledCall, cancelledCalls, isInVain, isOrderToBlame } from './webhooks/cancelled-calls.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Order independence: a call that books and then cancels leaves nothing booked, whichever of the two was delivered
 * first. That the booking is not there at all is right as well. One that is there twice, and cancellations that are
 * lost in whatever order, are for `exactly-once` to tell.
 */
export const orderIndependence = onLedger('order-independence', judge);

type Kind = 'order decided';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'order decided': {
    one: 'booking stands though the call that made it cancelled it',
    many: 'bookings stand though the calls that made them cancelled them',
  },
};

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const witness = openWitness<Kind>(words);
  const calls = cancelledCalls(recording);
  const settled = calls.filter(({ isSettled }) => isSettled);
  const reversed = settled.filter(({ isReversed }) => isReversed);
  const isToBlame = isOrderToBlame(calls);
  for (const call of isToBlame ? settled.filter(isInVain) : []) addStanding(witness, call);
  return firstNamed(
    conclude(
      witness,
      {
        examined: settled.length,
        reached: [
          { what: 'calls that booked and cancelled, both acknowledged and dealt with', count: settled.length },
          { what: 'cancellations that were acknowledged before their booking was delivered', count: reversed.length },
          { what: 'calls of which something waits, or may wait', count: calls.length - settled.length },
        ],
        lacks: lackOf(calls, reversed, recording),
        good: `${settled.length} calls ended as they should, ${reversed.length} of them in the wrong order`,
      },
      recording,
    ),
  );
}

function lackOf(
  calls: readonly CancelledCall[],
  reversed: readonly CancelledCall[],
  recording: Recording,
): string | undefined {
  if (!recording.isFinalComplete) return 'the final state was not read to its end';
  if (!tellsTags(recording))
    return 'the platform gives no tags back, so that nobody can tell which booking is an event’s';
  if (calls.length === 0) return 'no call booked and cancelled';
  if (reversed.length > 0) return undefined;
  return 'no cancellation that was dealt with was acknowledged before its booking was delivered';
}

function addStanding(
  witness: OpenWitness<Kind>,
  { booking: { event, stored }, cancellation, booked, cancelled, isReversed }: CancelledCall,
): void {
  const text = `${eventText(event, stored)} | ${eventText(cancellation)}`;
  const ids = [...idsOfEvent(event, stored, booked), ...idsOfEvent(cancellation, [], cancelled)];
  witness.add('order decided', text, ids, () => {
    const order = isReversed ? 'before the booking was delivered' : 'after the booking was delivered';
    const sentence = `${stored[0]?.id} stands in the end, though ${cancellation.id} cancelled it, ${order}.`;
    return sceneOfEvents(sentence, [event, cancellation], [booked, cancelled]);
  });
}
