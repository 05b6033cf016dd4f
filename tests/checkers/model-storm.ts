import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { type Random, random } from '../../core/random.ts';
import { type BodyForm, type DeliveryAsked, type EventDemand, forgedCredentials } from '../../core/webhook.ts';
import type { World } from '../../core/world.ts';
import { type Flaws, openReceiver } from './model-receiver.ts';

/** A course, so that nobody is in anybody's way: what goes wrong goes wrong by the events alone. */
export const stormWorld: World = {
  ...{ schemaVersion: 1, seed: 1, anchorDay: '2027-03-02' },
  tenants: ['t1', 't2'].map((id) => ({
    ...{ id, name: id, branches: [] },
    services: [{ id: `${id}-course`, name: 'course', durationMinutes: 30, bufferMinutes: 0, capacity: 8 }],
  })),
};

export interface StormRecording {
  readonly operations: readonly Operation[];
  readonly final: readonly StoredBooking[];
}

interface Delivery {
  readonly asked: DeliveryAsked;
  readonly atMs: number;
}

const calls = 24;
const forms: readonly BodyForm[] = ['plain', 'spaced', 'escaped', 'reordered', 'large', 'gzip', 'slow'];

/** Calls that book, and now and then cancel; delivered by a sender who repeats, shuffles and forges. */
export function stormRecording(seed: number, flaws: Flaws = {}): StormRecording {
  const draw = random(seed);
  const receiver = openReceiver(flaws);
  const deliveries = [...genuine(draw), ...forgeries(draw), ...poison(draw)].sort((a, b) => a.atMs - b.atMs);
  const operations: Operation[] = [];
  for (const [number, { asked, atMs }] of deliveries.entries()) {
    const untilMs = atMs + 5 + draw.integer(20);
    const arrives = draw.between(atMs, untilMs);
    const isLost = asked.delivery > 1 && draw.chance(0.1);
    const isBusy = asked.delivery > 1 && draw.chance(0.05);
    const isThere = !isLost || draw.chance(0.5);
    const status = isThere ? receiver.receive(asked, arrives, untilMs, isBusy) : 0;
    operations.push(delivered(number, asked, atMs, untilMs, isLost ? 0 : status));
    for (let turn = draw.integer(4); turn > 0; turn -= 1) receiver.work(draw.next());
  }
  // One that nobody took in: each is told that there is no time.
  const busy = booking('t1', 'busy', 30, draw);
  const status = receiver.receive({ ...busy, delivery: 1 }, 21_000, 21_009, true);
  operations.push(delivered(deliveries.length, { ...busy, delivery: 1 }, 21_000, 21_009, status));
  for (let turn = 0; turn < 2 * deliveries.length; turn += 1) receiver.work(draw.next());
  // What waits is stuck where a second list, much later, still names it.
  for (const atMs of [40_000, 60_000]) {
    for (const tenant of ['t1', 't2']) operations.push(asked(tenant, atMs, receiver.waiting(), receiver.dead));
  }
  return { operations: [...operations].sort((a, b) => hash(a.id) - hash(b.id)), final: receiver.rows };
}

function genuine(draw: Random): readonly Delivery[] {
  return Array.from({ length: calls }, (_, call) => {
    const tenant = call % 2 === 0 ? 't1' : 't2';
    const atMs = 1000 + draw.integer(8000);
    const book = booking(tenant, `call-${call}-book`, call, draw);
    const twin = { ...book, id: `call-${call}-twin` };
    const cancel = event(tenant, `call-${call}-cancel`, { effect: 'cancel', cancels: book.id }, draw);
    // The first two are the interesting ones, so that none of them is missing by chance.
    const isReversed = call < 4 || draw.chance(0.5);
    return [
      ...repeated(book, atMs, draw),
      ...(call >= 4 && call < 8 ? repeated(twin, atMs + 50, draw) : []),
      ...(call < 4 || (call > 12 && draw.chance(0.5))
        ? repeated(cancel, isReversed ? atMs - 900 : atMs + draw.integer(3000), draw)
        : []),
      ...repeated(event(tenant, `call-${call}-ended`, { effect: 'none' }, draw), atMs + draw.integer(3000), draw),
    ];
  }).flat();
}

/** The first ones at once, and one more seconds later; never wholly lost, so that each kind is answered. */
function repeated(asked: Omit<DeliveryAsked, 'delivery'>, atMs: number, draw: Random): readonly Delivery[] {
  const times = [atMs, atMs + draw.integer(4), ...(draw.chance(0.7) ? [atMs + 5000 + draw.integer(5000)] : [])];
  return times.map((time, row) => ({ asked: { ...asked, delivery: row + 1 }, atMs: time }));
}

function forgeries(draw: Random): readonly Delivery[] {
  return forgedCredentials.flatMap((credential, row) => {
    const forged = { ...booking('t1', `forged-${credential}`, 40 + row, draw), credential, delivery: 1 };
    const known = { ...booking('t1', 'call-0-book', 0, draw), credential, delivery: 2 };
    return [forged, known].map((asked) => ({ asked, atMs: 9500 + draw.integer(3000) }));
  });
}

function poison(draw: Random): readonly Delivery[] {
  const bad = (['poison', 'broken', 'wrong-type'] as const).map((form) => ({
    ...event('t1', `bad-${form}`, { effect: 'none' }, draw),
    ...{ form, delivery: 1 },
  }));
  return bad.map((asked) => ({ asked, atMs: 500 + draw.integer(2000) }));
}

function booking(tenant: string, id: string, slot: number, draw: Random): Omit<DeliveryAsked, 'delivery'> {
  const day = String(1 + Math.floor(slot / 20)).padStart(2, '0');
  const hour = String(slot % 20).padStart(2, '0');
  const time = { start: `2027-03-${day}T${hour}:00:00Z`, end: `2027-03-${day}T${hour}:30:00Z` };
  return event(
    tenant,
    id,
    {
      ...{ effect: 'book', branch: 'b1', service: `${tenant}-course`, customer: `customer-${slot}` },
      slot: { resource: `${tenant}-staff`, ...time },
    },
    draw,
  );
}

function event(tenant: string, id: string, demand: EventDemand, draw: Random): Omit<DeliveryAsked, 'delivery'> {
  const credential = draw.chance(0.2) ? 'rotated' : 'good';
  return { id, tenant, call: id, position: 0, kind: 'said', demand, credential, form: draw.pick(forms) };
}

const reasons: Readonly<Record<number, 'forbidden' | 'throttled' | 'invalid'>> = { 401: 'forbidden', 429: 'throttled' };

function delivered(number: number, asked: DeliveryAsked, startMs: number, endMs: number, status: number): Operation {
  const type = status === 0 ? 'info' : status < 300 ? 'ok' : 'fail';
  const reason = type === 'info' ? 'unknown' : (reasons[status] ?? 'invalid');
  return {
    ...{ id: `d-${number}`, intent: asked.id, process: `sender-${number}`, verb: 'deliver-webhook', keys: [] },
    ...{ startMs, endMs, type, requests: [{ route: '/webhooks', startMs, endMs, status }] },
    value: { asked: { ...asked }, ...(type === 'ok' ? { answered: {} } : { reason }) },
  };
}

function asked(tenant: string, startMs: number, waiting: readonly string[], dead: readonly string[]): Operation {
  const id = `backlog-${tenant}-${startMs}`;
  return {
    ...{ id, intent: id, process: 'asker', verb: 'read-backlog', keys: [] },
    ...{ startMs, endMs: startMs + 9, type: 'ok', requests: [] },
    value: { asked: { tenant }, answered: { waiting, dead } },
  };
}

/** Histories come in any order. */
function hash(text: string): number {
  return [...text].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1009, 7);
}
