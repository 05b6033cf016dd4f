import type { Finding } from '../core/finding.ts';
import { conclude } from './conclude.ts';
import { onLedger, type Recording } from './on-ledger.ts';
import { openWitness } from './open-witness.ts';
import { momentText } from './scene.ts';
import { acknowledgementOf, type DeliveredEvent, type Delivery, isAnswered, isGenuine } from './webhooks/deliveries.ts';
import { firstNamed } from './webhooks/first-named.ts';
import { neverTaken } from './webhooks/never-taken.ts';
import { settlementOf } from './webhooks/settlement.ts';
import { eventText, idsOfEvent, sceneOfEvents } from './webhooks/tell-event.ts';
import { withoutWebhooks } from './webhooks/without-webhooks.ts';

/**
 * Liveness: what was acknowledged is dealt with in time, and one event that cannot be done holds up nothing behind it.
 * A poisonous event itself may wait, be refused or be given up; any other one is taken in the end.
 */
export const liveness = onLedger('liveness', judge);

/**
 * From the acknowledgement until an event has to be dealt with. A caller on the phone waits for a few seconds; a
 * platform that retries what failed for a moment may take several times as long, and is still told in the same call.
 */
const dueMs = 15_000;
/**
 * A queue that gets shorter is worked off, however slowly: on a machine that storm, platform and providers share that
 * is nobody's fault. What waits is stuck when nothing gets done any more for as long: of nobody's, or of its tenant's,
 * and many that were acknowledged so much later were done, which a queue does not do.
 */
const stillMs = dueMs;
/** Who is worked at beside others may be overtaken by a few. */
const overtakersMin = 5;

type Kind = 'stuck' | 'never taken';

const words: Readonly<Record<Kind, { readonly one: string; readonly many: string }>> = {
  stuck: {
    one: `acknowledged event waits, ${stillMs / 1000} s after anything was done last`,
    many: `acknowledged events wait, ${stillMs / 1000} s after anything was done last`,
  },
  'never taken': {
    one: 'event was answered with an error however often it came, while others were taken',
    many: 'events were answered with an error however often they came, while others were taken',
  },
};

function judge(recording: Recording): Omit<Finding, 'by'> {
  const nothing = withoutWebhooks(recording);
  if (nothing !== undefined) return nothing;
  const { deliveries } = recording.ledger;
  const witness = openWitness<Kind>(words);
  const counts = { judged: 0, tooEarly: 0, unasked: 0, poison: 0 };
  let isStuck: ReturnType<typeof openStuck> | undefined;
  for (const event of deliveries.events()) {
    if (event.deliveries.some(isPoison)) counts.poison += 1;
    const acknowledged = acknowledgementOf(event);
    if (acknowledged === undefined) continue;
    const backlog = deliveries.backlogs.of(event.tenant);
    const settlement = settlementOf(event, acknowledged, recording);
    // Mostly nothing waits, and then nobody has to know since when.
    if (settlement === 'waiting') isStuck ??= openStuck(recording);
    const isOpen = settlement === 'waiting' && !isStuck?.(event, acknowledged);
    if (backlog === undefined) counts.unasked += 1;
    else if (settlement === 'unknown' || isOpen) counts.tooEarly += 1;
    else counts.judged += 1;
    if (settlement === 'waiting' && !isOpen) addStuck(witness, event, acknowledged, recording);
  }
  for (const { event, attempts } of neverTaken(deliveries)) {
    const [first] = attempts;
    witness.add('never taken', eventText({ ...event, deliveries: attempts }), idsOfEvent(event, []), () => {
      const sentence = `${event.id} came ${attempts.length} times, and was answered with ${first?.status} each time.`;
      return sceneOfEvents(sentence, [event], attempts);
    });
  }
  const { judged, tooEarly, unasked, poison } = counts;
  return firstNamed(
    conclude(
      witness,
      {
        examined: judged + tooEarly + unasked,
        reached: [
          { what: 'acknowledged events that were asked about afterwards', count: judged },
          { what: 'acknowledged events still worked off, or not asked about late enough', count: tooEarly + unasked },
          { what: 'poisonous events that were answered', count: poison },
        ],
        lacks: lackOf(counts),
        good: `${judged} acknowledged events were dealt with, beside ${poison} that cannot be`,
      },
      recording,
    ),
  );
}

function lackOf({ judged, tooEarly, unasked, poison }: Record<'judged' | 'tooEarly' | 'unasked' | 'poison', number>) {
  if (unasked > 0) return `nobody could ask what waits, so that nothing is known of ${unasked} acknowledged events`;
  if (tooEarly > 0)
    return `${tooEarly} acknowledged events were still being worked off, or nobody asked late enough about them`;
  if (judged === 0) return 'no event was acknowledged';
  return poison === 0 ? 'nothing poisonous was delivered and answered' : undefined;
}

/** Whether an event that waits by the newest list does so for good. */
function openStuck(recording: Recording): (event: DeliveredEvent, acknowledged: Delivery) => boolean {
  const { deliveries } = recording.ledger;
  const events = deliveries.events();
  // What cannot be done may come and go: platforms try it now and then.
  const poisonous = new Set(events.filter(({ deliveries: all }) => all.some(isPoison)).map(({ id }) => id));
  const stillness = deliveries.backlogs.stillness((event) => poisonous.has(event));
  const overtakenMs = overtakersOf(recording);
  return ({ tenant }, { endMs }) => {
    const backlog = deliveries.backlogs.of(tenant);
    if (backlog?.isWhole !== true || backlog.startMs < endMs + recording.clockErrorMs + dueMs) return false;
    if (backlog.startMs >= stillness.sinceMs + stillMs) return true;
    const isOvertaken = endMs + dueMs <= overtakenMs && overtakenMs + dueMs <= backlog.startMs;
    return isOvertaken && backlog.startMs >= stillness.sinceMsOf(tenant) + stillMs;
  };
}

/** When the last ones that were done had been acknowledged, but for a few. */
function overtakersOf(recording: Recording): number {
  const done = recording.ledger.deliveries.events().flatMap((event) => {
    const acknowledged = acknowledgementOf(event);
    if (acknowledged === undefined) return [];
    return settlementOf(event, acknowledged, recording) === 'settled' ? [acknowledged.endMs] : [];
  });
  return done.sort((a, b) => b - a)[overtakersMin - 1] ?? Number.NEGATIVE_INFINITY;
}

function isPoison(delivery: Delivery): boolean {
  return delivery.form === 'poison' && isGenuine(delivery) && isAnswered(delivery);
}

function addStuck(
  witness: ReturnType<typeof openWitness<Kind>>,
  event: DeliveredEvent,
  acknowledged: Delivery,
  { ledger, originMs }: Recording,
): void {
  const backlog = ledger.deliveries.backlogs.of(event.tenant);
  const atMs = backlog?.startMs ?? 0;
  const asked = backlog === undefined ? [] : [backlog.id];
  const text = `${eventText(event)}; waits at ${(atMs / 1000).toFixed(3)} s`;
  witness.add('stuck', text, [...idsOfEvent(event, [], acknowledged), ...asked], () => {
    const sentence = `${momentText(atMs, originMs)} ${event.id} still waits, though it was acknowledged`;
    return sceneOfEvents(
      `${sentence} ${((atMs - acknowledged.endMs) / 1000).toFixed(1)} s before.`,
      [event],
      [acknowledged],
    );
  });
}
