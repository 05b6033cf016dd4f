import type { Contender, Place, Round } from '../../core/round.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import { takesKey } from '../../targets/takes-key.ts';
import type { RacePlayer, RaceStep } from './shape.ts';

/** Where users come from: people on the web hold first, the assistant sends keys, reception just books. */
export type Entry = 'web' | 'voice' | 'staff';

export const entries: readonly Entry[] = ['web', 'voice', 'staff'];

type Order = Omit<Extract<Intent, { verb: 'book' }>, 'verb' | 'idempotencyKey'>;

export interface Had {
  /** The platform's word for the whole: the confirmation's where there is one. */
  readonly completion: Completion;
  readonly booking?: string;
  readonly tag: string;
}

/** What an entry asks for, where the platform has it: a hold, or a booking at once. */
export function orderOf(
  entry: string,
  { tenant, branch, service, slot }: Place,
  { customer, tag }: { readonly customer: string; readonly tag: string },
  { offers }: RacePlayer,
): Intent & { readonly verb: 'book' | 'hold' } {
  const order: Order = { tenant, branch, service, slot, customer, tag };
  const verb = entry === 'web' && offers.holds ? 'hold' : 'book';
  const key = takesKey(offers, verb) && entry !== 'staff' ? { idempotencyKey: tag } : {};
  return { verb, ...order, ...key };
}

/** The same with a key that is chosen for it, by a request that takes one. */
export function keyedOrderOf(
  entry: string,
  place: Place,
  wish: { readonly customer: string; readonly tag: string },
  player: RacePlayer,
  idempotencyKey: string,
): Intent & { readonly verb: 'book' | 'hold' } {
  const order = { ...orderOf(entry, place, wish, player), idempotencyKey };
  if (takesKey(player.offers, order.verb)) return order;
  return { ...order, verb: order.verb === 'hold' ? 'book' : 'hold' };
}

/** Meets with the request that takes the slot, and confirms what was only held. */
export function* bookAtMeeting(
  entry: string,
  place: Place,
  customer: string,
  player: RacePlayer,
): Generator<RaceStep, Had, Completion> {
  const tag = player.newTag();
  const intent = orderOf(entry, place, { customer, tag }, player);
  return yield* confirmed(intent, yield { meet: intent });
}

/** Each takes a place of the round's, one after the other, and looks at it before and after. */
export function* bookPlaceOfRound(
  round: Round,
  contender: Contender,
  player: RacePlayer,
): Generator<RaceStep, void, Completion> {
  const index = round.contenders.indexOf(contender);
  const place = round.places[index % round.places.length] as Place;
  yield lookAt(place);
  const had = yield* bookAtMeeting(String(round.factors.entry), place, contender.customer, player);
  yield* readBack(place, had, player);
  yield lookAt(place);
}

/** A booking at once, to prepare what is raced later. */
export function* bookNow(
  entry: string,
  place: Place,
  customer: string,
  player: RacePlayer,
): Generator<RaceStep, Had, Completion> {
  const tag = player.newTag();
  const intent = orderOf(entry, place, { customer, tag }, player);
  return yield* confirmed(intent, yield intent);
}

function* confirmed(
  intent: Intent & { readonly verb: 'book' | 'hold' },
  first: Completion,
): Generator<RaceStep, Had, Completion> {
  const { tenant, slot, customer, tag } = intent;
  if (first.type !== 'ok' || first.answer.booking === undefined) return { completion: first, tag };
  const { booking } = first.answer;
  if (intent.verb === 'book') return { completion: first, booking, tag };
  const completion = yield { verb: 'confirm', tenant, booking, slot, customer, tag };
  // On some platforms a booking has an id of its own, and its hold's is forgotten.
  return completion.type === 'ok'
    ? { completion, booking: completion.answer.booking ?? booking, tag }
    : { completion, tag };
}

/** What is free at just this start of this resource; a look that everybody takes before and after. */
export function lookAt({ tenant, branch, service, slot }: Place): Intent {
  const to = utcText(Date.parse(slot.start) + 60_000);
  return { verb: 'find-slots', tenant, branch, service, resource: slot.resource, from: slot.start, to };
}

/** Reads one's own booking again, where the platform can. */
export function* readBack(place: Place, { booking }: Had, player: RacePlayer): Generator<RaceStep, void, Completion> {
  if (booking === undefined || !player.offers.verbs.includes('read-booking')) return;
  yield { verb: 'read-booking', tenant: place.tenant, booking };
}

export function utcText(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
