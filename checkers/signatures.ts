import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { momentText } from './scene.ts';
import { askedBookings } from './webhooks/asked-bookings.ts';
import {
  type DeliveredEvent,
  type Delivery,
  isAnswered,
  isGenuine,
  isProper,
  mayBeRefused,
} from './webhooks/deliveries.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Signatures: what was not signed by its sender, or long ago, is refused, also where the event is known already, since
 * a receiver looks at the signature first; and what was, is not, however its bytes are written.
 */
export const signatures = onLedger('signatures', judge);

type Kind = 'accepted forgery' | 'forged and done' | 'refused though genuine';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  'accepted forgery': { one: 'forged delivery was acknowledged', many: 'forged deliveries were acknowledged' },
  'forged and done': {
    one: 'forged delivery got no answer, and had an effect',
    many: 'forged deliveries got no answer, and had an effect',
  },
  'refused though genuine': {
    one: 'delivery was refused, though its sender had signed it',
    many: 'deliveries were refused, though their sender had signed them',
  },
};

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const { deliveries } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const sent = { forged: new Map<string, number>(), genuine: new Map<string, number>() };
  for (const event of deliveries.events()) {
    for (const delivery of event.deliveries) {
      const answered = Number(isAnswered(delivery));
      const { credential, form } = delivery;
      if (!isGenuine(delivery)) count(sent.forged, credential, answered);
      else if (isProper(delivery) && !mayBeRefused(delivery)) {
        for (const what of new Set([credential, form])) count(sent.genuine, what, answered);
      }
      judgeDelivery(witness, event, delivery, recording);
    }
  }
  for (const { event, stored } of askedBookings(recording)) {
    // Without any reply: whoever was told something is judged by that.
    const isSilent = event.deliveries.some(({ type }) => type === 'info');
    const isForged = event.deliveries.every((each) => !isGenuine(each) && each.type !== 'ok');
    if (!isSilent || !isForged || stored.length === 0) continue;
    witness.add('forged and done', eventText(event, stored), idsOfEvent(event, stored), () => {
      const sentence = `${event.id} was forged every time, and is stored as ${stored[0]?.id}.`;
      return sceneOfEvents(sentence, [event], event.deliveries);
    });
  }
  const good = `${sum(sent.forged)} forged deliveries were refused, and every genuine one was taken`;
  const reached = [...sent.forged, ...sent.genuine].map(([what, many]) => ({ what: `answered: ${what}`, count: many }));
  const seen = { examined: deliveries.count(), reached, lacks: lackOf(sent), good };
  // Each answer is wrong by itself: no line that is missing explains one.
  return firstNamed(conclude(witness, { ...seen, explainedBy: () => Number.POSITIVE_INFINITY }, recording));
}

function judgeDelivery(
  witness: OpenWitness<Kind>,
  event: DeliveredEvent,
  delivery: Delivery,
  { originMs }: Recording,
): void {
  const { type, reason, credential, form, status } = delivery;
  const isForged = !isGenuine(delivery);
  const isRefused = type === 'fail' && (reason === 'forbidden' || reason === 'invalid');
  if (isForged ? type !== 'ok' : !isRefused || !isProper(delivery) || mayBeRefused(delivery)) return;
  const kind = isForged ? 'accepted forgery' : 'refused though genuine';
  const how = isForged ? `signature: ${credential}) was acknowledged` : `signed ${credential}, ${form}) was refused`;
  const text = eventText({ ...event, deliveries: [delivery] });
  witness.add(kind, text, idsOfEvent({ ...event, deliveries: [delivery] }, []), () => {
    const sentence = `${momentText(delivery.endMs, originMs)} a delivery of ${event.id} (${how} with ${status}.`;
    return sceneOfEvents(sentence, [event], [delivery]);
  });
}

/** Each kind of signature and each form that was sent has to have been answered once. */
function lackOf({ forged, genuine }: Record<'forged' | 'genuine', ReadonlyMap<string, number>>): string | undefined {
  if (forged.size === 0) return 'nobody sent a forged delivery';
  if (genuine.size === 0) return 'nobody sent a genuine delivery';
  const unanswered = [...forged, ...genuine].filter(([, many]) => many === 0).map(([what]) => what);
  return unanswered.length === 0 ? undefined : `no delivery was answered of: ${unanswered.join(', ')}`;
}

function count(counts: Map<string, number>, what: string, many: number): void {
  counts.set(what, (counts.get(what) ?? 0) + many);
}

function sum(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((total, many) => total + many, 0);
}
