import { addDays } from '../core/add-days.ts';
import type { Slot } from '../core/booking.ts';
import type { Client } from '../drivers/node/client.ts';
import type { Answer } from '../targets/intent.ts';
import type { Offering } from '../targets/target.ts';
import { tryOutgoing } from './try-outgoing.ts';
import { tryState } from './try-state.ts';
import { type Found, needsGround, tryVisit } from './try-visit.ts';
import { tryWebhook, type WebhookTried } from './try-webhook.ts';
import { openTrying, placeInWords, type Trial, type Trying, type TryTargetOptions } from './trying.ts';

/**
 * Tries each operation that a target declares once, from a search to the state, and cancels what it booked. What is not
 * declared is not tried.
 */
export async function tryTarget(options: TryTargetOptions): Promise<readonly Trial[]> {
  const trying = openTrying(options);
  const anna = options.user('doctor-1');
  if (trying.has('probe')) await trying.attempt(anna, 'probe', { verb: 'probe' }, {});
  const ground = await findGround(trying, anna);
  const tenant = ground?.offering.tenant ?? options.offerings[0]?.tenant ?? '';
  const customer = await findCustomer(trying, anna, tenant);
  if (ground === undefined) {
    for (const verb of needsGround) if (trying.has(verb)) trying.skip(verb, 'no free slot was found to try it on');
  } else await tryVisit(trying, anna, { ...ground, customer });
  await tryWebhook(trying, anna, { tenant, wish: wishOn(ground, customer) });
  await tryState(trying, anna, tenant);
  await tryOutgoing(trying, anna, tenant);
  return trying.trials;
}

/** The visit went to the first places, and may have left something there. */
function wishOn(ground: Found | undefined, customer: string): WebhookTried['wish'] {
  const slot = ground?.slots.at(-1);
  if (ground === undefined || slot === undefined) return undefined;
  const { branch, service } = ground.offering;
  return { effect: 'book', branch, service, customer, slot };
}

const lookDays = 7;
const offeringsMax = 5;
const slotsWanted = 3;

/** Looks through the offerings, a week at a time, until one has slots enough. */
async function findGround(trying: Trying, client: Client): Promise<Found | undefined> {
  const { options, trials } = trying;
  let best: Found | undefined;
  for (const offering of options.offerings.slice(0, offeringsMax)) {
    const { tenant, branch, service, resources, daysAhead = { from: 1, to: 28 } } = offering;
    for (let ahead = daysAhead.from; ahead <= daysAhead.to; ahead += lookDays) {
      const from = `${addDays(options.today, ahead)}T00:00:00Z`;
      const to = `${addDays(options.today, Math.min(ahead + lookDays, daysAhead.to + 1))}T00:00:00Z`;
      const asked = { verb: 'find-slots', tenant, branch, service, from, to } as const;
      const resource = resources?.[0];
      const intent = resource === undefined ? asked : { ...asked, resource };
      // Of many looks only the last one is told.
      if (trials.at(-1)?.name === 'find-slots') trials.pop();
      const { answer } = await trying.attempt(client, 'find-slots', intent, {
        ok: (said) => slotsInWords(said, asked),
      });
      if (trials.at(-1)?.state !== 'ok') return best;
      const slots = apart(answer?.slots ?? [], offering);
      if (slots.length > (best?.slots.length ?? 0)) best = { offering, slots };
      if (slots.length >= slotsWanted) return best;
    }
  }
  if (options.offerings.length === 0)
    trying.skip('find-slots', 'the target has no catalogue, and no --world was given');
  return best;
}

function slotsInWords({ slots = [] }: Answer, asked: { readonly from: string; readonly to: string }) {
  const outside = slots.find(({ start }) => start < asked.from || start >= asked.to);
  if (outside !== undefined) return { fault: `${slots.length} slots, of which ${outside.start} was not asked for` };
  const [first] = slots;
  return first === undefined ? 'no free slot' : `${slots.length} slots, the first ${placeInWords(first)}`;
}

/**
 * Slots of the resource that has most, none in the way of another: a buffer lies between them, or, where nobody says
 * how long that is, an appointment's length; where there are few, they may touch.
 */
function apart(slots: readonly Slot[], { bufferMinutes, durationMinutes }: Offering): readonly Slot[] {
  const far = spaced(slots, bufferMinutes ?? durationMinutes);
  return far.length >= slotsWanted ? far : spaced(slots, bufferMinutes ?? 0);
}

function spaced(slots: readonly Slot[], gapMinutes: number): readonly Slot[] {
  const byResource = new Map<string, Slot[]>();
  for (const slot of [...slots].sort((a, b) => (a.start < b.start ? -1 : 1))) {
    const own = byResource.get(slot.resource) ?? [];
    const last = own.at(-1);
    if (last === undefined || Date.parse(last.end) + gapMinutes * 60_000 <= Date.parse(slot.start)) own.push(slot);
    byResource.set(slot.resource, own);
  }
  return [...byResource.values()].sort((a, b) => b.length - a.length)[0] ?? [];
}

async function findCustomer(trying: Trying, client: Client, tenant: string): Promise<string> {
  const { options } = trying;
  const name = `ansturm-${options.runId}`;
  const known = options.customers?.[tenant]?.[0];
  // Of those that the Bundesnetzagentur keeps for films: nobody's.
  const phone = '+493023125000';
  let registered: string | undefined;
  if (trying.has('register-customer')) {
    const intent = { verb: 'register-customer', tenant, name, phone, tag: `${options.runId}-doctor-customer` } as const;
    const ok = ({ customer }: Answer): string => `customer ${customer}`;
    registered = (await trying.attempt(client, 'register-customer', intent, { ok })).answer?.customer;
  }
  if (trying.has('find-customer')) {
    const ok = ({ customer }: Answer): string => `customer ${customer}`;
    await trying.attempt(client, 'find-customer', { verb: 'find-customer', tenant, phone }, { ok });
  }
  return known ?? registered ?? name;
}
