import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { bothOnce, effectsOnce } from './outgoing/effects-once.ts';
import { momentText } from './scene.ts';
import { type AskedBooking, askedBookings, tellsTags } from './webhooks/asked-bookings.ts';
import { type CancelledCall, cancelledCalls, isInVain, isOrderToBlame } from './webhooks/cancelled-calls.ts';
import { type DeliveredEvent, type Delivery, isGenuine } from './webhooks/deliveries.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Exactly once: an event that asks for a booking, and whose own delivery was acknowledged, has one booking, however
 * often it was delivered, and however alike another event is; one that cancels such a booking has cancelled it, unless
 * the order is to blame (`order-independence`); what was refused every time has no effect. What still waits is for
 * `liveness` to say, and what a forged delivery did that was not refused, for `signatures`. The same is owed at the
 * providers that the platform calls (`outgoing/effects-once`).
 */
export const exactlyOnce = onLedger('exactly-once', (recording) =>
  bothOnce(judge(recording), effectsOnce(recording), recording.ledger.deliveries.count() > 0),
);

type Kind = 'lost' | 'cancellation lost' | 'given up' | 'doubled' | 'refused and yet done' | 'forged and yet done';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  lost: { one: 'acknowledged event was lost', many: 'acknowledged events were lost' },
  'cancellation lost': {
    one: 'acknowledged cancellation was lost',
    many: 'acknowledged cancellations were lost',
  },
  'given up': {
    one: 'acknowledged event was given up, though it could be done',
    many: 'acknowledged events were given up, though they could be done',
  },
  doubled: { one: 'event had more than one effect', many: 'events had more than one effect' },
  'refused and yet done': {
    one: 'event was refused every time, and yet had its effect',
    many: 'events were refused every time, and yet had their effect',
  },
  'forged and yet done': {
    one: 'forged event was refused, and yet had its effect',
    many: 'forged events were refused, and yet had their effect',
  },
};

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const witness = openWitness<Kind>(words);
  const counts = { acknowledged: 0, repeated: 0, refusable: 0, mayWait: 0 };
  const asked = askedBookings(recording);
  for (const one of asked) {
    if (one.acknowledged !== undefined) counts.acknowledged += 1;
    if (metItself(one.event)) counts.repeated += 1;
    if (one.missing === 'refusable') counts.refusable += 1;
    if (one.missing === 'may-wait') counts.mayWait += 1;
    judgeMissing(witness, one, recording);
    judgeStored(witness, one, recording);
  }
  const calls = cancelledCalls(recording);
  for (const call of isOrderToBlame(calls) ? [] : calls.filter(isInVain)) addVain(witness, call, recording);
  const { acknowledged, repeated, refusable, mayWait } = counts;
  return firstNamed(
    conclude(
      witness,
      {
        examined: recording.ledger.deliveries.count(),
        reached: [
          { what: 'acknowledged events that ask for a booking', count: acknowledged },
          { what: 'events of which two deliveries were on their way at once', count: repeated },
          { what: 'events whose time may have been somebody else’s', count: refusable },
          { what: 'events that may wait still', count: mayWait },
        ],
        lacks: lackOf(counts, recording),
        good: `none of ${acknowledged} acknowledged events was lost or doubled; ${repeated} came twice at once`,
      },
      recording,
    ),
  );
}

function lackOf(
  { acknowledged, repeated, refusable, mayWait }: Readonly<Record<string, number>>,
  recording: Recording,
): string | undefined {
  if (!recording.isFinalComplete) return 'the final state was not read to its end';
  if (!tellsTags(recording))
    return 'the platform gives no tags back, so that nobody can tell which booking is an event’s';
  if (acknowledged === 0) return 'no event that asks for a booking was acknowledged';
  if (refusable === acknowledged) return 'every event asked for a time that may have been somebody else’s';
  if (mayWait !== 0)
    return `acknowledged events without a booking, of which nobody could ask whether they wait: ${mayWait}`;
  return repeated === 0 ? 'no event was delivered twice at once' : undefined;
}

/** Two own deliveries on their way at the same moment, of an event that was acknowledged. */
function metItself({ deliveries }: DeliveredEvent): boolean {
  let untilMs = Number.NEGATIVE_INFINITY;
  let hasMet = false;
  let isAcknowledged = false;
  for (const delivery of deliveries) {
    if (!isGenuine(delivery)) continue;
    hasMet ||= delivery.startMs < untilMs;
    untilMs = Math.max(untilMs, delivery.endMs);
    isAcknowledged ||= delivery.type === 'ok';
  }
  return hasMet && isAcknowledged;
}

function judgeMissing(
  witness: OpenWitness<Kind>,
  { event, acknowledged, missing }: AskedBooking,
  { originMs }: Recording,
): void {
  if (acknowledged === undefined || (missing !== 'lost' && missing !== 'given-up')) return;
  const why = missing === 'lost' ? 'and has no booking' : 'and was given up, though its time was free';
  const kind = missing === 'lost' ? 'lost' : 'given up';
  witness.add(kind, eventText(event, []), idsOfEvent(event, [], acknowledged), () =>
    sceneOfEvents(
      `${momentText(acknowledged.endMs, originMs)} ${event.id} was acknowledged, ${why}.`,
      [event],
      [acknowledged],
    ),
  );
}

function addVain(
  witness: OpenWitness<Kind>,
  { booking: { event, stored }, cancellation, booked, cancelled }: CancelledCall,
  { originMs }: Recording,
): void {
  const ids = [...idsOfEvent(cancellation, [], cancelled), ...idsOfEvent(event, stored, booked)];
  const text = `${eventText(cancellation)} | ${eventText(event, stored)}`;
  witness.add('cancellation lost', text, ids, () => {
    const moment = momentText(cancelled.endMs, originMs);
    const sentence = `${moment} ${cancellation.id} was acknowledged, and ${stored[0]?.id} stands all the same.`;
    return sceneOfEvents(sentence, [event, cancellation], [booked, cancelled]);
  });
}

function judgeStored(
  witness: OpenWitness<Kind>,
  { event, story, stored }: AskedBooking,
  { originMs }: Recording,
): void {
  if (stored.length === 0) return;
  const { id, deliveries } = event;
  const names = stored
    .slice(0, 3)
    .map((booking) => booking.id)
    .join(', ');
  const add = (kind: Kind, contradicting: readonly Delivery[], why: string): void =>
    witness.add(kind, eventText(event, stored), idsOfEvent(event, stored), () => {
      const atMs = deliveries[0]?.startMs ?? 0;
      return sceneOfEvents(
        `${momentText(atMs, originMs)} ${id} ${why}, and is stored as ${names}.`,
        [event],
        [...contradicting],
      );
    });
  if (deliveries.every(({ type }) => type === 'fail')) {
    const isForged = !deliveries.some(isGenuine);
    add(isForged ? 'forged and yet done' : 'refused and yet done', deliveries, 'was refused every time');
    return;
  }
  // Whatever is moved may leave a record behind, under the same tag.
  const moves = story.entries.filter(({ verb, type }) => verb === 'reschedule' && type !== 'fail').length;
  if (stored.length > 1 + moves) add('doubled', deliveries.filter(isGenuine), 'is one event');
}
