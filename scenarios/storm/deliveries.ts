import { type Random, random } from '../../core/random.ts';
import { type BodyForm, type Credential, forgedCredentials, type WebhookEvent } from '../../core/webhook.ts';
import { shuffled } from '../races/covering-array.ts';
import type { Story, StoryEvent } from './stories.ts';

/** Why a delivery is sent; `retry` is none of the plan's, but what the platform's silence brings about. */
export type DeliveryCause =
  | 'first'
  | 'duplicate'
  | 'late'
  | 'identical'
  | 'odd'
  | 'malformed'
  | 'forged'
  | 'forged-of-known';

/** One delivery that is due, whatever comes of those before it. */
export interface Delivery {
  /** ms since the load's start. */
  readonly dueMs: number;
  readonly event: WebhookEvent;
  readonly cause: DeliveryCause;
  readonly credential: Credential;
  readonly form: BodyForm;
}

export interface DeliveriesWanted {
  readonly seed: number;
  readonly lengthMs: number;
  readonly stories: readonly Story[];
  readonly forged: readonly WebhookEvent[];
}

/** So much shorter are a storm's pauses than the provider's: 27 s stand for three days. */
export const compressedBy = 10_000;

/** What a story's calls and events are made into; parts of the stories, or of the events. */
export const deliveryShares = {
  /** Of the stories: they begin within bursts, a second each. */
  inBursts: 0.6,
  /** Of the stories: their events come in any order; a cancellation then comes before its booking. */
  reordered: 0.3,
  /** Of the events, each; the last three of their deliveries. */
  duplicated: 0.2,
  late: 0.15,
  identical: 0.03,
  malformed: 0.03,
  /** Compressed, or one of three slowly: beside the event's others, since it may be refused. */
  odd: 0.03,
  forgedOfKnown: 0.05,
  rotated: 0.05,
  large: 0.01,
  otherForms: 0.2,
};

const bursts = 3;
const burstMs = 1_000;
/** The last burst must have been answered while the storm still lasts. */
const lastBurstAt = 0.8;
/** Between two events of a call; 40 s of talk at the compression of a call, which is a hundredth. */
const gapMsMax = 400;
/** Whoever cancels before he books does it so much before: not in the same moment. */
const earlyMsMax = 2_000;

const copies = [1, 1, 1, 1, 1, 1, 2, 2, 2, 4, 4, 9, 19, 49];
const otherForms: readonly BodyForm[] = ['spaced', 'escaped', 'reordered'];

/** All deliveries of a storm in the order in which they are due. */
export function deliveriesOf(wanted: DeliveriesWanted): readonly Delivery[] {
  const root = random(wanted.seed).fork('deliveries');
  const all = wanted.stories.flatMap((story, number) => ofStory(story, wanted.lengthMs, root.fork(number)));
  const own = root.fork('forged');
  const forged = wanted.forged.map((event, number): Delivery => {
    const credential = forgedCredentials[number % forgedCredentials.length] as Credential;
    return { dueMs: own.between(0, wanted.lengthMs), event, cause: 'forged', credential, form: 'plain' };
  });
  return [...all, ...forged].sort((a, b) => a.dueMs - b.dueMs);
}

/** How many there are of each kind: what a report can show. */
export function countsOf(deliveries: readonly Delivery[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { cause, credential, form } of deliveries) {
    for (const name of [`cause ${cause}`, `credential ${credential}`, `form ${form}`]) {
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function ofStory({ events }: Story, lengthMs: number, own: Random): readonly Delivery[] {
  const times = timesOf(events, startMs(lengthMs, own), own);
  return events.flatMap((event, index) => ofEvent(event, times[index] ?? 0, lengthMs, own.fork(index)));
}

function startMs(lengthMs: number, own: Random): number {
  if (!own.chance(deliveryShares.inBursts)) return own.between(0, lengthMs * lastBurstAt);
  const burst = (own.integer(bursts) + 0.5) / bursts;
  return burst * lengthMs * lastBurstAt + own.between(0, burstMs);
}

function timesOf(events: readonly StoryEvent[], fromMs: number, own: Random): readonly number[] {
  let atMs = fromMs;
  const inOrder = events.map(() => {
    atMs += own.between(0, gapMsMax);
    return atMs;
  });
  if (!own.chance(deliveryShares.reordered)) return inOrder;
  const times = shuffled(inOrder, own);
  const undone = events.findIndex(({ demand }) => demand.effect === 'cancel');
  const { demand } = events[undone] ?? {};
  const done = events.findIndex(({ id }) => demand?.effect === 'cancel' && id === demand.cancels);
  if (done >= 0) times[done] = (times[undone] ?? atMs) + own.between(gapMsMax, earlyMsMax);
  return times;
}

function ofEvent(event: StoryEvent, dueMs: number, lengthMs: number, own: Random): readonly Delivery[] {
  const found: Delivery[] = [];
  const add = (cause: DeliveryCause, atMs: number, more: Partial<Pick<Delivery, 'credential' | 'form'>> = {}): void => {
    const credential = own.chance(deliveryShares.rotated) ? 'rotated' : 'good';
    const { isPoison, isTwin, ...told } = event;
    const form = isPoison ? 'poison' : isTwin ? 'plain' : formOf(own);
    found.push({ dueMs: Math.max(0, atMs), event: told, cause, credential, form, ...more });
  };
  const { duplicated, late, identical, malformed, odd, forgedOfKnown } = deliveryShares;
  if (own.chance(forgedOfKnown)) {
    add('forged-of-known', dueMs + own.between(-50, 200), { credential: own.pick(forgedCredentials) });
  }
  if (own.chance(malformed)) {
    // Whoever acknowledges what he cannot read owes nothing for it only where the event asks for nothing.
    const form = event.demand.effect === 'none' && own.chance(0.5) ? 'broken' : 'wrong-type';
    if (!event.isPoison) add('malformed', dueMs + own.between(-50, 200), { form });
  }
  if (own.chance(odd) && !event.isPoison) {
    add('odd', dueMs + own.between(-50, 200), { form: own.chance(1 / 3) ? 'slow' : 'gzip' });
  }
  const isIdentical = own.chance(identical);
  const same = { credential: 'good', form: event.isPoison ? 'poison' : 'plain' } as const;
  add('first', dueMs, isIdentical ? same : {});
  if (isIdentical) add('identical', dueMs + own.between(50, 2_000), same);
  if (own.chance(duplicated)) for (let copy = own.pick(copies); copy > 0; copy -= 1) add('duplicate', dueMs);
  if (own.chance(late)) add('late', dueMs + own.between(0.05, 1) * Math.max(0, lengthMs - dueMs));
  return found;
}

function formOf(own: Random): BodyForm {
  const drawn = own.next();
  if (drawn < deliveryShares.large) return 'large';
  return drawn < deliveryShares.large + deliveryShares.otherForms ? own.pick(otherForms) : 'plain';
}
