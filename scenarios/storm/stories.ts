import { type Random, random } from '../../core/random.ts';
import type { EventDemand, WebhookEvent } from '../../core/webhook.ts';
import type { Offers } from '../../targets/target.ts';
import type { Ground } from '../races/ground.ts';
import { type Customers, type Found, openPlaces } from './places.ts';

/** What happened in one call, in order, as the voice provider tells it. */
export interface Story {
  readonly events: readonly StoryEvent[];
}

export interface StoryEvent extends WebhookEvent {
  /** Well-formed, and asks for what cannot be done; whoever gets it must not stop at it. */
  readonly isPoison?: true;
  /** Another event of the call has the same bytes: two wishes, not one told twice. */
  readonly isTwin?: true;
}

export interface StoriesWanted {
  readonly seed: number;
  readonly stories: number;
  /** Ids begin with it: of this run alone. */
  readonly prefix: string;
  readonly ground: Ground;
  readonly customers: Customers;
  readonly offers: Offers;
}

/** Parts of all stories; what is left books and keeps it. `unknown` goes with any of them. */
export const storyShares = { asksOnly: 0.12, cancels: 0.28, shares: 0.2, twins: 0.04, poison: 0.04, unknown: 0.1 };

const unknownKinds = ['transcript-ready', 'sentiment-scored', 'booking-asked-v2'];

/** Call stories on ground that nobody has booked, each wish at a time of its own; fewer where there is not enough. */
export function storiesOf(wanted: StoriesWanted): readonly Story[] {
  const root = random(wanted.seed).fork('stories');
  const places = openPlaces(wanted, root.fork('places'));
  const stories: Story[] = [];
  for (let number = 0; number < wanted.stories; number += 1) {
    const own = root.fork(number);
    const kind = kindOf(own, wanted.offers);
    const found = kind === 'twins' || kind === 'shares' ? places.takeShared() : places.take();
    if (found === undefined) continue;
    const call = `${wanted.prefix}-call-${number}`;
    stories.push({ events: eventsOf(call, found.place.tenant, steps[kind](found), own) });
  }
  return stories;
}

/** Wishes that nobody has: whoever sees one of them granted believed a forged signature. */
export function forgedEvents(wanted: StoriesWanted, count: number, stories: readonly Story[]): readonly WebhookEvent[] {
  const root = random(wanted.seed).fork('forged');
  // Other places than the stories': the ground gives none twice.
  const places = openPlaces(wanted, root.fork('places'));
  const kept = stories.flatMap(({ events }) => (events.some(isCancellation) ? [] : events.filter(isBooking)));
  return Array.from({ length: count }, (_, number): WebhookEvent[] => {
    const id = `${wanted.prefix}-forged-${number}`;
    const own = root.fork(number);
    const victim = kept.length > 0 && own.chance(0.25) ? own.pick(kept) : undefined;
    if (victim !== undefined) {
      const demand = { effect: 'cancel', cancels: victim.id } as const;
      const { tenant, call, position } = victim;
      return [{ id, tenant, call, position: position + 1, kind: 'cancellation-asked', demand }];
    }
    const found = places.take();
    if (found === undefined) return [];
    const { tenant } = found.place;
    return [{ id, tenant, call: `${id}-call`, position: 0, kind: 'booking-asked', demand: wishOf(found) }];
  }).flat();
}

type Kind = 'keeps' | 'asksOnly' | 'cancels' | 'shares' | 'twins' | 'poison';

function kindOf(own: Random, { capacity }: Offers): Kind {
  let drawn = own.next();
  for (const kind of ['asksOnly', 'cancels', 'shares', 'twins', 'poison'] as const) {
    drawn -= storyShares[kind];
    if (drawn < 0) return (kind === 'twins' || kind === 'shares') && !capacity ? 'keeps' : kind;
  }
  return 'keeps';
}

interface Step {
  readonly kind: string;
  readonly demand?: EventDemand;
  /** Cancels the booking of the step before. */
  readonly isUndo?: true;
  readonly isPoison?: true;
  readonly isTwin?: true;
}

const steps: Readonly<Record<Kind, (found: Found) => readonly Step[]>> = {
  asksOnly: () => [],
  keeps: (found) => [{ kind: 'booking-asked', demand: wishOf(found) }],
  // As `keeps`, with room beside it: where a time is sold once, an event that is done twice is refused the second time.
  shares: (found) => [{ kind: 'booking-asked', demand: wishOf(found) }],
  cancels: (found) => [
    { kind: 'booking-asked', demand: wishOf(found) },
    { kind: 'cancellation-asked', isUndo: true },
  ],
  twins(found) {
    const twin = { kind: 'booking-asked', demand: wishOf(found), isTwin: true } as const;
    return [twin, twin];
  },
  poison: (found) => [
    { kind: 'booking-asked', isPoison: true },
    { kind: 'booking-asked', demand: wishOf(found) },
  ],
};

function wishOf({ place: { branch, service, slot }, customer }: Found): EventDemand {
  return { effect: 'book', branch, service, customer, slot };
}

function eventsOf(call: string, tenant: string, middle: readonly Step[], own: Random): readonly StoryEvent[] {
  const all: Step[] = [{ kind: 'call-started' }, { kind: 'slots-asked' }, ...middle, { kind: 'call-ended' }];
  if (own.chance(storyShares.unknown)) all.splice(own.integer(all.length + 1), 0, { kind: own.pick(unknownKinds) });
  const idOf = (index: number): string => `${call}-${index}`;
  // Twins have the same bytes, so the second one stands where the first does.
  const twins = all.flatMap(({ isTwin }, index) => (isTwin ? [index] : []));
  const [first = 0, second = all.length] = twins;
  const booked = all.findLastIndex(({ demand }) => demand?.effect === 'book');
  return all.map(({ kind, demand = { effect: 'none' }, isUndo, ...marks }, index) => ({
    id: idOf(index),
    tenant,
    call,
    position: index === second ? first : index - (index > second ? 1 : 0),
    kind,
    demand: isUndo ? { effect: 'cancel', cancels: idOf(booked) } : demand,
    ...marks,
  }));
}

function isBooking({ demand }: WebhookEvent): boolean {
  return demand.effect === 'book';
}

function isCancellation({ demand }: WebhookEvent): boolean {
  return demand.effect === 'cancel';
}
