import { setTimeout as sleep } from 'node:timers/promises';
import type { StoredBooking } from '../core/booking.ts';
import type { EventDemand } from '../core/webhook.ts';
import type { Client } from '../drivers/node/client.ts';
import { readState } from '../drivers/node/read-state.ts';
import type { Answer, Intent } from '../targets/intent.ts';
import type { Trying } from './trying.ts';

type Delivery = Extract<Intent, { readonly verb: 'deliver-webhook' }>;

export interface WebhookTried {
  readonly tenant: string;
  /** A booking for an event to ask for; undefined: no place was found. */
  readonly wish: (EventDemand & { readonly effect: 'book' }) | undefined;
  /** Events are dealt with behind their acknowledgement; a storm gives them 15 s, the default. */
  readonly owedMs?: number;
}

const betweenMs = 200;

/** An event of each sort that a storm is made of: genuine, forged, and one whose booking is cancelled again. */
export async function tryWebhook(trying: Trying, client: Client, tried: WebhookTried): Promise<void> {
  const { tenant, wish, owedMs = 15_000 } = tried;
  if (trying.has('deliver-webhook')) {
    const id = (number: number): string => `${trying.options.runId}-doctor-event-${number}`;
    const event = (number: number, more: Partial<Delivery>): Delivery => ({
      ...{ verb: 'deliver-webhook', id: id(number), tenant, call: `${id(number)}-call`, position: 0 },
      ...{ kind: 'call-started', demand: { effect: 'none' }, credential: 'good', form: 'plain', delivery: 1 },
      ...more,
    });
    await trying.attempt(client, 'deliver-webhook', event(1, {}), {});
    const forged = event(2, { credential: 'wrong' });
    const refusal = ['forbidden', 'invalid', 'not-found', 'conflict'];
    await trying.attempt(client, 'deliver-webhook (forged)', forged, { refusal });
    if (wish === undefined) trying.skip('deliver-webhook', 'no free slot was found for an event to ask for');
    else await tryWish(trying, client, event(3, { kind: 'booking-asked', demand: wish }), owedMs);
  }
  if (!trying.has('read-backlog')) return;
  const ok = ({ waiting = [], dead = [] }: Answer) => `${waiting.length} events wait, ${dead.length} were given up`;
  await trying.attempt(client, 'read-backlog', { verb: 'read-backlog', tenant }, { ok });
}

async function tryWish(trying: Trying, client: Client, event: Delivery, owedMs: number): Promise<void> {
  const { answer } = await trying.attempt(client, 'deliver-webhook (booking)', event, {});
  const { offers } = trying.options.target;
  if (answer === undefined || !offers.tags || !trying.has('read-state')) return;
  const { id, tenant } = event;
  const name = 'deliver-webhook (effect)';
  const made = await bookingOf(client, event, owedMs);
  const words = `acknowledged, and after ${owedMs / 1000} s no booking bears the event’s id ${id} as its tag`;
  if (made === undefined) trying.trials.push({ name, state: 'not-understood', found: words });
  else {
    trying.trials.push({ name, state: 'ok', found: `booking ${made.id} bears the event’s id as its tag` });
    if (trying.has('cancel')) await client.perform({ verb: 'cancel', tenant, booking: made.id, tag: id });
  }
}

/** Looks until it is there, or might be no longer. */
async function bookingOf(client: Client, { id, tenant }: Delivery, owedMs: number): Promise<StoredBooking | undefined> {
  const untilMs = performance.now() + owedMs;
  for (;;) {
    let made: StoredBooking | undefined;
    await readState(client, tenant, (booking) => {
      if (booking.tag === id) made = booking;
    });
    if (made !== undefined || performance.now() > untilMs) return made;
    await sleep(betweenMs);
  }
}
