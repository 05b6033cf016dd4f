import type { StoredBooking } from '../core/booking.ts';
import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import type { Entry, Story } from './ledger.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { type OpenWitness, openWitness } from './open-witness.ts';
import { momentText } from './scene.ts';
import { acknowledgementOf, type DeliveredEvent, type Delivery, isGenuine } from './webhooks/deliveries.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { settlementOf } from './webhooks/settlement.ts';
import { takenTimes } from './webhooks/taken-times.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Exactly once: an event that asks for a booking, and whose own delivery was acknowledged, has one booking, however
 * often it was delivered, and however alike another event is; what was refused every time, or forged, has none. What
 * still waits is for liveness to say.
 */
export const exactlyOnce = onLedger('exactly-once', judge);

type Kind = 'lost' | 'given up' | 'doubled' | 'refused and yet done' | 'forged and yet done';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  lost: { one: 'acknowledged event was lost', many: 'acknowledged events were lost' },
  'given up': {
    one: 'acknowledged event was given up, though it could be done',
    many: 'acknowledged events were given up, though they could be done',
  },
  doubled: { one: 'event had more than one effect', many: 'events had more than one effect' },
  'refused and yet done': {
    one: 'event was refused every time, and yet had its effect',
    many: 'events were refused every time, and yet had their effect',
  },
  'forged and yet done': { one: 'forged event had an effect', many: 'forged events had an effect' },
};

interface Judging {
  readonly recording: Recording;
  readonly witness: OpenWitness<Kind>;
  /** Acknowledged, and not there: whether somebody else had the time is asked for all at once. */
  readonly missing: Missing[];
  readonly counts: { acknowledged: number; repeated: number; mayWait: number };
}

interface Missing {
  readonly kind: 'lost' | 'given up';
  readonly event: DeliveredEvent;
  readonly acknowledged: Delivery;
  readonly entry: Entry;
  readonly story: number;
}

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const { ledger } = recording;
  const witness = openWitness<Kind>(words);
  const counts = { acknowledged: 0, repeated: 0, mayWait: 0 };
  const judging: Judging = { recording, witness, missing: [], counts };
  for (const [number, story] of ledger.stories().entries()) {
    for (const entry of story.entries) {
      const event = entry.verb === 'book' ? ledger.deliveries.eventOf(ledger.names.textOf(entry.tag)) : undefined;
      if (event?.demand.effect === 'book') judgeEvent(judging, event, { entry, story, number });
    }
  }
  const explained = judgeMissing(judging);
  const { acknowledged, repeated, mayWait } = counts;
  const finding = conclude(
    witness,
    {
      examined: ledger.deliveries.count(),
      reached: [
        { what: 'acknowledged events that ask for a booking', count: acknowledged },
        { what: 'events of which two deliveries were on their way at once', count: repeated },
        { what: 'events whose time may have been somebody else’s', count: explained },
        { what: 'events that may wait still', count: mayWait },
      ],
      lacks: lackOf(judging),
      good: `${acknowledged} acknowledged events had one effect each; ${repeated} events came twice at once`,
    },
    recording,
  );
  return firstNamed(finding);
}

function lackOf({ recording, counts }: Judging): string | undefined {
  if (!recording.isFinalComplete) return 'the final state was not read to its end';
  if (counts.acknowledged === 0) return 'no event that asks for a booking was acknowledged';
  if (counts.mayWait > 0) return `${counts.mayWait} events have no booking, and nobody could ask whether they wait`;
  return counts.repeated === 0 ? 'no event was delivered twice at once' : undefined;
}

function judgeEvent(
  judging: Judging,
  event: DeliveredEvent,
  { entry, story, number }: { readonly entry: Entry; readonly story: Story; readonly number: number },
): void {
  const { recording, counts, missing } = judging;
  const stored = bookingsOf(event, story);
  const acknowledged = acknowledgementOf(event);
  if (acknowledged !== undefined) counts.acknowledged += 1;
  if (metItself(event)) counts.repeated += 1;
  if (stored.length > 0) {
    judgeStored(judging, event, story, stored);
    return;
  }
  if (acknowledged === undefined || !recording.isFinalComplete || isCancellable(story, recording)) return;
  const settlement = settlementOf(event, acknowledged, recording);
  if (settlement === 'unknown') counts.mayWait += 1;
  if (settlement === 'unknown' || settlement === 'waiting') return;
  missing.push({ kind: settlement === 'dead' ? 'given up' : 'lost', event, acknowledged, entry, story: number });
}

/** Each of the event's bookings once, though a page may repeat it; a cancelled one is one, too. */
function bookingsOf({ id }: DeliveredEvent, { initial, final }: Story): readonly StoredBooking[] {
  const known = new Set(initial.map((booking) => booking.id));
  return final.filter((booking) => {
    if (booking.tag !== id || known.has(booking.id)) return false;
    known.add(booking.id);
    return true;
  });
}

function judgeStored(
  { recording, witness }: Judging,
  event: DeliveredEvent,
  { entries }: Story,
  stored: readonly StoredBooking[],
): void {
  const { deliveries } = event;
  const add = (kind: Kind, contradicting: readonly Delivery[], why: string): void =>
    witness.add(kind, eventText(event, stored), idsOfEvent(event, stored), () =>
      sceneOfEvents(`${startText(event, recording)} ${event.id} ${why}.`, [event], contradicting),
    );
  const mayBeDone = deliveries.some((delivery) => isGenuine(delivery) && delivery.type !== 'fail');
  const names = stored.map(({ id }) => id).slice(0, 3);
  if (!mayBeDone) {
    const isForged = !deliveries.some(isGenuine);
    const why = `was ${isForged ? 'forged' : 'refused'} every time, and is stored as ${names.join(', ')}`;
    add(isForged ? 'forged and yet done' : 'refused and yet done', deliveries, why);
    return;
  }
  // Whatever is moved may leave a record behind, under the same tag.
  const moves = entries.filter(({ verb, type }) => verb === 'reschedule' && type !== 'fail').length;
  if (stored.length <= 1 + moves) return;
  const why = `is one event, and is stored as ${names.join(', ')}`;
  add('doubled', deliveries.filter(isGenuine), why);
}

/** Two own deliveries on their way at the same moment, of which at least one was acknowledged. */
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

/** What may have been cancelled may be gone, or, when the cancellation came first, may never have been written down. */
function isCancellable({ entries }: Story, { ledger }: Recording): boolean {
  return entries.some(({ verb, type, id }) => {
    if (verb !== 'cancel' || type === 'fail') return false;
    const cancellation = ledger.deliveries.eventOf(id);
    return (
      cancellation === undefined || cancellation.deliveries.some((each) => isGenuine(each) && each.type !== 'fail')
    );
  });
}

/** Returned: how many may rightly have come to nothing. */
function judgeMissing({ recording, witness, missing }: Judging): number {
  const taken = takenTimes(recording, new Map(missing.map(({ entry, story }) => [entry, story])));
  for (const { kind, event, acknowledged, entry } of missing) {
    if (taken.has(entry)) continue;
    const why = kind === 'lost' ? 'and has no booking' : 'and was given up, though its time was free';
    const at = momentText(acknowledged.endMs, recording.originMs);
    witness.add(kind, eventText(event, []), idsOfEvent(event, [], acknowledged), () =>
      sceneOfEvents(`${at} ${event.id} was acknowledged, ${why}.`, [event], [acknowledged]),
    );
  }
  return taken.size;
}

function startText({ deliveries }: DeliveredEvent, { originMs }: Recording): string {
  return momentText(deliveries[0]?.startMs ?? 0, originMs);
}
