import type { Slot, StoredBooking } from '../core/booking.ts';
import { deliverWebhook } from './deliver-webhook.ts';
import type { Answer, Completion, Intent } from './intent.ts';
import { referenceReports } from './reference-reports.ts';
import { each, isText, isTexts, type Json, json } from './reply-body.ts';
import type { HttpCall, HttpReply, Step, Target } from './target.ts';

type Refusal = Extract<Completion, { readonly type: 'fail' }>['reason'];

/** What one intent becomes: one request, and how to read its good reply; undefined when it is not understood. */
interface Plan {
  readonly call: HttpCall;
  /** Names the effect, when there is one. */
  readonly step?: string;
  /** The resources that are touched for sure, known before the reply. */
  readonly keys: readonly string[];
  understand(body: Json): Answer | Refusal | undefined;
  /** Resources that only the reply names. */
  moreKeys?(body: Json): readonly string[];
}

/** The reference stack in `stack/`. One request for each intent; its OpenAPI document is the contract. */
export const reference: Target = {
  name: 'reference',
  offers: {
    verbs: [
      ...(['find-slots', 'book', 'hold', 'confirm', 'cancel', 'reschedule', 'read-booking', 'list-bookings'] as const),
      ...(['mark-no-show', 'register-customer', 'find-customer', 'read-state', 'probe'] as const),
      ...(['deliver-webhook', 'read-backlog', 'read-outgoing'] as const),
    ],
    holds: true,
    capacity: true,
    idempotencyKeys: true,
    tags: true,
    stickySessions: false,
    calls: ['calendar', 'messaging'],
    messages: ['confirmation', 'move', 'cancellation'],
  },
  reports: referenceReports,
  *perform(intent): Generator<Step | HttpCall, Completion, HttpReply> {
    if (intent.verb === 'deliver-webhook') return yield* deliverWebhook(intent);
    const plan = planOf(intent);
    if (plan.step !== undefined) yield { step: plan.step };
    return complete(plan, yield plan.call);
  },
};

export const target: Target = reference;

function planOf(intent: Exclude<Intent, { verb: 'deliver-webhook' }>): Plan {
  switch (intent.verb) {
    case 'find-slots':
      return findSlots(intent);
    case 'book':
    case 'hold':
      return place(intent);
    case 'confirm': {
      const more = { keys: [intent.slot.resource], idempotencyKey: intent.idempotencyKey };
      return change(intent, `/v1/holds/${encodeURIComponent(intent.booking)}/confirm`, '/v1/holds/:id/confirm', more);
    }
    case 'cancel':
      return change(intent, `${appointmentPath(intent.booking)}/cancel`, '/v1/appointments/:id/cancel', {});
    case 'mark-no-show':
      return change(intent, `${appointmentPath(intent.booking)}/no-show`, '/v1/appointments/:id/no-show', {});
    case 'reschedule': {
      const { resource, start, end } = intent.slot;
      const body = { staffId: resource, start, end };
      const route = '/v1/appointments/:id/reschedule';
      return change(intent, `${appointmentPath(intent.booking)}/reschedule`, route, { keys: [resource], body });
    }
    case 'read-booking':
      return {
        call: get(intent.tenant, appointmentPath(intent.booking), '/v1/appointments/:id'),
        keys: [],
        understand: (body) => {
          const booking = storedBooking(body, intent.tenant);
          return booking && { bookings: [booking] };
        },
        moreKeys: resourceOf,
      };
    case 'list-bookings':
      return list(intent.tenant, { branchId: intent.branch, day: intent.day, cursor: intent.cursor });
    case 'read-state':
      return list(intent.tenant, { limit: 1_000, cursor: intent.cursor });
    case 'register-customer':
      return {
        call: post(intent.tenant, '/v1/customers', '/v1/customers', { name: intent.name, phone: intent.phone }),
        step: intent.verb,
        keys: [],
        understand: (body) => (isText(body.id) ? { customer: body.id } : undefined),
      };
    case 'find-customer':
      return findCustomer(intent);
    case 'read-backlog':
      return whatWaits(intent.tenant, '/v1/webhooks');
    case 'read-outgoing':
      return whatWaits(intent.tenant, '/v1/outgoing');
    case 'probe':
      return {
        call: { method: 'GET', path: '/v1/companies?limit=1', route: '/v1/companies' },
        keys: [],
        understand: (body) => (Array.isArray(body.items) ? {} : undefined),
      };
  }
}

function findSlots(intent: Intent & { readonly verb: 'find-slots' }): Plan {
  const { branch: branchId, service: serviceId, resource: staffId, from, to } = intent;
  return {
    call: get(intent.tenant, `/v1/slots${query({ branchId, serviceId, staffId, from, to })}`, '/v1/slots'),
    keys: staffId === undefined ? [] : [staffId],
    understand(body) {
      const slots = each(body.slots, slotOf);
      return slots && { slots };
    },
  };
}

function place(intent: Intent & { readonly verb: 'book' | 'hold' }): Plan {
  const { tenant, branch: branchId, service: serviceId, customer: customerId, slot, tag } = intent;
  const body = { branchId, serviceId, staffId: slot.resource, customerId, start: slot.start, end: slot.end, tag };
  const path = intent.verb === 'book' ? '/v1/appointments' : '/v1/holds';
  return {
    call: post(tenant, path, path, body, intent.idempotencyKey),
    step: intent.verb,
    keys: [slot.resource],
    understand: answerOfWrite,
  };
}

/** A write to one booking that exists already. */
function change(
  intent: Intent & { readonly verb: 'confirm' | 'cancel' | 'reschedule' | 'mark-no-show' },
  path: string,
  route: string,
  more: { readonly keys?: readonly string[]; readonly body?: Json; readonly idempotencyKey?: string | undefined },
): Plan {
  return {
    call: post(intent.tenant, path, route, more.body, more.idempotencyKey),
    step: intent.verb,
    keys: more.keys ?? [],
    understand: answerOfWrite,
    moreKeys: (body) => [...resourceOf(body), ...resourceOf((body.movedFrom ?? {}) as Json)],
  };
}

function list(tenant: string, asked: Readonly<Record<string, string | number | undefined>>): Plan {
  return {
    call: get(tenant, `/v1/appointments${query(asked)}`, '/v1/appointments'),
    keys: [],
    understand(body) {
      const bookings = each(body.items, (item) => storedBooking(item, tenant));
      if (bookings === undefined) return undefined;
      return isText(body.nextCursor) ? { bookings, cursor: body.nextCursor } : { bookings };
    },
  };
}

function whatWaits(tenant: string, path: string): Plan {
  return {
    call: get(tenant, path, path),
    keys: [],
    understand({ waiting, dead }) {
      return isTexts(waiting) && isTexts(dead) ? { waiting, dead } : undefined;
    },
  };
}

function findCustomer(intent: Intent & { readonly verb: 'find-customer' }): Plan {
  return {
    call: get(intent.tenant, `/v1/customers${query({ phone: intent.phone })}`, '/v1/customers'),
    keys: [],
    understand(body) {
      const customers = each(body.items, (item) => (isText(item.id) ? item.id : undefined));
      const first = customers?.[0];
      return first === undefined ? customers && 'not-found' : { customer: first };
    },
  };
}

function get(tenant: string, path: string, route: string): HttpCall {
  return { method: 'GET', path, route, sign: { scheme: 'bearer', secret: `api-key/${tenant}` } };
}

function post(tenant: string, path: string, route: string, body?: Json, idempotencyKey?: string): HttpCall {
  const headers: Record<string, string> = {};
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
  return {
    method: 'POST',
    path,
    route,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    sign: { scheme: 'bearer', secret: `api-key/${tenant}` },
  };
}

function appointmentPath(id: string): string {
  return `/v1/appointments/${encodeURIComponent(id)}`;
}

function query(fields: Readonly<Record<string, string | number | undefined>>): string {
  const pairs = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`],
  );
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The platform's problems that say for certain that nothing was stored. */
const refusals: Readonly<Record<string, Refusal>> = {
  taken: 'taken',
  invalid: 'invalid',
  'not-found': 'not-found',
  forbidden: 'forbidden',
  conflict: 'conflict',
  expired: 'expired',
  throttled: 'throttled',
  'internal-error': 'error',
};
const problemPrefix = 'urn:booking:problem:';

function complete(plan: Plan, reply: HttpReply): Completion {
  const body = json(reply.body);
  const keys = plan.keys;
  if (reply.status >= 200 && reply.status < 300 && body !== undefined) {
    const answer = plan.understand(body);
    if (typeof answer === 'string') return { type: 'fail', reason: answer, keys };
    if (answer !== undefined) return { type: 'ok', answer, keys: united(keys, plan.moreKeys?.(body) ?? []) };
  }
  const reason = reply.status >= 400 ? refusal(reply.status, body) : undefined;
  if (reason !== undefined) return { type: 'fail', reason, keys };
  // Nothing can have been stored by a read, so a server error is known for what it is.
  if (reply.status >= 500 && plan.step === undefined) return { type: 'fail', reason: 'error', keys };
  return { type: 'info', reason: 'unknown', keys, sample: `${reply.status} ${reply.body}`.slice(0, 200) };
}

function refusal(status: number, body: Json | undefined): Refusal | undefined {
  if (status === 429) return 'throttled';
  const type = body?.type;
  if (!isText(type) || !type.startsWith(problemPrefix)) return undefined;
  const reason = refusals[type.slice(problemPrefix.length)];
  // 'error' is the one that the platform may only say with a 500; the others only with a 4xx.
  return reason !== undefined && (reason === 'error') === (status === 500) && status <= 500 ? reason : undefined;
}

function answerOfWrite(body: Json): Answer | undefined {
  const slot = slotOf(body);
  if (slot === undefined || !isText(body.id)) return undefined;
  const expires = utc(body.expiresAt);
  return expires === undefined ? { booking: body.id, slot } : { booking: body.id, slot, expires };
}

function slotOf(body: Json): Slot | undefined {
  const start = utc(body.start);
  const end = utc(body.end);
  if (!isText(body.staffId) || start === undefined || end === undefined) return undefined;
  return { resource: body.staffId, start, end };
}

const statuses: Readonly<Record<string, StoredBooking['status']>> = {
  held: 'held',
  booked: 'booked',
  cancelled: 'cancelled',
  'no-show': 'no-show',
  // A hold that ran out holds nothing any more, as if it had been cancelled.
  expired: 'cancelled',
};

function storedBooking(body: Json, tenant: string): StoredBooking | undefined {
  const slot = slotOf(body);
  const status = statuses[String(body.status)];
  const { id, serviceId, customerId, tag } = body;
  if (slot === undefined || status === undefined) return undefined;
  if (!isText(id) || !isText(serviceId) || !isText(customerId)) return undefined;
  const booking = { id, tenant, ...slot, service: serviceId, customer: customerId, status };
  return isText(tag) ? { ...booking, tag } : booking;
}

function resourceOf(body: Json): readonly string[] {
  return isText(body.staffId) ? [body.staffId] : [];
}

/** The platform answers in UTC with whole seconds already; anything else is not understood. */
function utc(time: unknown): string | undefined {
  return isText(time) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(time) ? time : undefined;
}

function united(some: readonly string[], more: readonly string[]): readonly string[] {
  return [...new Set([...some, ...more])];
}
