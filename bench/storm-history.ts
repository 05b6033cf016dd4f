import type { Slot, StoredBooking } from '../core/booking.ts';
import type { Operation, Reason } from '../core/operation.ts';
import { type Random, random } from '../core/random.ts';
import { type BodyForm, type Credential, type EventDemand, forgedCredentials } from '../core/webhook.ts';
import { originMs } from './busy-history.ts';

/** What a healthy receiver makes of calls that are told twice, at once, out of order and by forgers as well. */
export interface StormHistory {
  /** Some at a time; not sorted. */
  chunks(): Generator<readonly Operation[]>;
  /** After all chunks. */
  final(): Iterable<StoredBooking>;
}

const staffPerTenant = 50;
const chunkOperations = 500;
const lengthMs = 1_800_000;
const [dayMs, slotMs, slotsPerDay] = [86_400_000, 1_800_000, 16];
const forms: readonly BodyForm[] = [
  'plain',
  'plain',
  'plain',
  'spaced',
  'escaped',
  'reordered',
  'large',
  'gzip',
  'slow',
];

interface Stage {
  readonly draw: Random;
  readonly rows: StoredBooking[];
  readonly dead: Map<string, string[]>;
  readonly operations: Operation[];
  count: number;
}

interface Said {
  readonly id: string;
  readonly tenant: string;
  readonly demand: EventDemand;
  readonly atMs: number;
  readonly credential?: Credential;
  readonly form?: BodyForm;
}

export function stormHistory(deliveries: number, resources: number): StormHistory {
  const stage: Stage = { draw: random(1), rows: [], dead: new Map(), operations: [], count: 0 };
  return {
    *chunks() {
      for (let call = 0; stage.count < deliveries; call += 1) {
        playCall(stage, call, call % resources, Math.floor(call / resources), (lengthMs * stage.count) / deliveries);
        if (stage.operations.length >= chunkOperations) yield stage.operations.splice(0);
      }
      yield stage.operations.splice(0);
      yield Array.from({ length: Math.ceil(resources / staffPerTenant) }, (_, tenant) => backlogOf(stage, tenant));
    },
    final: () => stage.rows,
  };
}

/** A call that books, and now and then cancels, before the booking is told as well. */
function playCall(stage: Stage, call: number, staff: number, round: number, atMs: number): void {
  const { draw, rows, dead } = stage;
  const tenant = `company-${Math.floor(staff / staffPerTenant)}`;
  const slot = slotOf(staff, round);
  const customer = `customer-${call}`;
  const place = { branch: `branch-${tenant.slice('company-'.length)}`, service: 'visit', customer, slot };
  const told = (step: string, demand: EventDemand, later: number): Said => {
    return { id: `call-${call}-${step}`, tenant, demand, atMs: atMs + later };
  };
  const book = told('book', { effect: 'book', ...place }, 3_000);
  repeat(stage, told('started', { effect: 'none' }, 0), 2);
  repeat(stage, book, 4);
  repeat(stage, told('ended', { effect: 'none' }, 4_000), 2);
  const isCancelled = draw.chance(0.3);
  const cancel = { effect: 'cancel', cancels: book.id } as const;
  if (isCancelled) repeat(stage, told('cancel', cancel, draw.chance(0.3) ? 500 : 3_500), 2);
  const status = isCancelled ? 'cancelled' : 'booked';
  rows.push({ id: `appointment-${call}`, tag: book.id, tenant, ...slot, service: 'visit', customer, status });
  if (draw.chance(0.2)) {
    const credential = draw.pick(forgedCredentials);
    deliver(stage, { ...told('forged', { effect: 'book', ...place }, 1_000), credential }, 401, 'forbidden');
  }
  if (!draw.chance(0.02)) return;
  const poison = told('poison', { effect: 'none' }, 2_000);
  deliver(stage, { ...poison, form: 'poison' }, 204);
  dead.set(tenant, [...(dead.get(tenant) ?? []), poison.id]);
}

/** The first ones at once; one in twenty gets no answer, but never the last. */
function repeat(stage: Stage, said: Said, times: number): void {
  const { draw } = stage;
  for (let turn = 0; turn < times; turn += 1) {
    const more = {
      atMs: said.atMs + 2 * turn,
      form: draw.pick(forms),
      credential: draw.chance(0.1) ? 'rotated' : 'good',
    };
    const isLost = turn < times - 1 && draw.chance(0.05);
    deliver(stage, { ...said, ...more } as Said, isLost ? 0 : 204);
  }
}

function deliver(stage: Stage, said: Said, status: number, reason?: Reason): void {
  const { id, tenant, demand, atMs, credential = 'good', form = 'plain' } = said;
  stage.count += 1;
  const endMs = atMs + 5 + 20 * stage.draw.next();
  const type = status === 0 ? 'info' : status < 300 ? 'ok' : 'fail';
  const asked = { id, tenant, call: id, position: 0, kind: 'said', demand, credential, form, delivery: 1 };
  stage.operations.push({
    ...{ id: stage.count.toString(16).padStart(32, '0'), intent: id, process: `storm-${stage.count % 100}` },
    ...{ verb: 'deliver-webhook', keys: demand.effect === 'book' ? [demand.slot.resource] : [] },
    ...{ startMs: atMs, endMs, type },
    requests: [{ route: 'POST /webhooks/standard/:tenant', startMs: atMs, endMs, status }],
    value: { asked, ...(type === 'ok' ? { answered: {} } : { reason: reason ?? 'unknown' }) },
  });
}

function backlogOf({ dead }: Stage, number: number): Operation {
  const [tenant, id] = [`company-${number}`, `b${number}`.padStart(32, '0')];
  const [startMs, endMs] = [lengthMs + 60_000, lengthMs + 60_010];
  return {
    ...{ id, intent: id, process: 'asker', verb: 'read-backlog', keys: [], startMs, endMs, type: 'ok' },
    requests: [{ route: 'GET /v1/webhooks', startMs, endMs, status: 200 }],
    value: { asked: { tenant }, answered: { waiting: [], dead: dead.get(tenant) ?? [] } },
  };
}

function slotOf(staff: number, slot: number): Slot {
  const startMs = originMs + dayMs * (2 + Math.floor(slot / slotsPerDay)) + (slot % slotsPerDay) * slotMs;
  const text = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
  return { resource: `staff-${staff}`, start: text(startMs), end: text(startMs + slotMs) };
}
