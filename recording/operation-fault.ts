import type { Mark } from '../core/operation.ts';
import { type BodyForm, type Credential, forgedCredentials } from '../core/webhook.ts';
import { bookingFault, isUtc, utcForm } from './booking-fault.ts';

/**
 * What is wrong with a parsed line as an operation, in words; undefined when it is one. It says the same as
 * `operation.schema.json` (a test holds them together) and takes a tenth of the time of a compiled schema.
 */
export function operationFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'is not an object';
  const { id, intent, process, verb, keys, startMs, endMs, intendedMs, idempotencyKey, type, requests } = value;
  if (typeof id !== 'string' || id === '') return 'id is not a text';
  if (typeof intent !== 'string') return 'intent is not a text';
  if (typeof process !== 'string') return 'process is not a text';
  if (typeof verb !== 'string' || verb === '') return 'verb is not a text';
  if (idempotencyKey !== undefined && typeof idempotencyKey !== 'string') return 'idempotencyKey is not a text';
  if (type !== 'ok' && type !== 'fail' && type !== 'info') return 'type is none of ok, fail, info';
  if (!Array.isArray(keys)) return 'keys is not a list';
  for (let index = 0; index < keys.length; index += 1) {
    if (typeof keys[index] !== 'string') return 'keys holds what is not a text';
  }
  if (typeof startMs !== 'number') return 'startMs is not a number';
  if (typeof endMs !== 'number') return 'endMs is not a number';
  if (intendedMs !== undefined && typeof intendedMs !== 'number') return 'intendedMs is not a number';
  if (!Array.isArray(requests)) return 'requests is not a list';
  for (let index = 0; index < requests.length; index += 1) {
    const fault = requestFault(requests[index]);
    if (fault !== undefined) return fault;
  }
  return valueFault(value.value) ?? webhookFault(verb, type, value.value);
}

export function isMark(value: unknown): value is Mark {
  if (!isRecord(value) || typeof value.atMs !== 'number') return false;
  const { mark } = value;
  return mark === 'load-started' || mark === 'lane-ended' || mark === 'resend-suspected';
}

function requestFault(request: unknown): string | undefined {
  if (!isRecord(request)) return 'a request is not an object';
  if (typeof request.route !== 'string') return "a request's route is not a text";
  if (typeof request.startMs !== 'number') return "a request's startMs is not a number";
  if (typeof request.endMs !== 'number') return "a request's endMs is not a number";
  const { status } = request;
  if (typeof status !== 'number' || !Number.isInteger(status) || status < 0 || status > 999) {
    return "a request's status is no HTTP status";
  }
  return undefined;
}

const reasons: ReadonlySet<unknown> = new Set([
  'taken',
  'invalid',
  'not-found',
  'forbidden',
  'conflict',
  'expired',
  'throttled',
  'error',
  'unknown',
]);

function valueFault(value: unknown): string | undefined {
  if (!isRecord(value)) return 'value is not an object';
  const { asked, answered, reason } = value;
  if (asked !== undefined && !isRecord(asked)) return 'value.asked is not an object';
  if (answered !== undefined && !isRecord(answered)) return 'value.answered is not an object';
  if (reason !== undefined && !reasons.has(reason)) return 'value.reason is none of the known reasons';
  const fault = asked === undefined ? undefined : wordsFault('asked', asked);
  return fault ?? (answered === undefined ? undefined : wordsFault('answered', answered));
}

/** What laws read of `asked` and `answered`; whatever else stands there is the recorder's own. */
const texts = ['tenant', 'branch', 'service', 'customer', 'booking', 'resource'] as const;
const times = ['from', 'to', 'expires'] as const;

function wordsFault(where: string, said: Record<string, unknown>): string | undefined {
  for (const name of texts) {
    if (said[name] !== undefined && typeof said[name] !== 'string') return `value.${where}.${name} is not a text`;
  }
  for (const name of times) {
    if (said[name] !== undefined && !isUtc(said[name])) return `value.${where}.${name} is not ${utcForm}`;
  }
  const { slot, slots, read } = said;
  if (slot !== undefined && !isSlot(slot)) return `value.${where}.slot is not a resource, start and end (${utcForm})`;
  if (slots !== undefined && !(Array.isArray(slots) && slots.every(isSlot))) {
    return `value.${where}.slots holds what is not a resource, start and end (${utcForm})`;
  }
  const fault = read === undefined ? undefined : bookingFault(read);
  return fault === undefined ? undefined : `value.${where}.read: ${fault}`;
}

const credentials: ReadonlySet<unknown> = new Set<Credential>(['good', 'rotated', ...forgedCredentials]);
const forms: ReadonlySet<unknown> = new Set<BodyForm>([
  ...(['plain', 'spaced', 'escaped', 'reordered', 'large', 'broken', 'wrong-type', 'poison'] as const),
]);

/**
 * What laws read of a `deliver-webhook`, and of an acknowledged `read-backlog` or `read-outgoing`; said of no other
 * verb. Whoever owes events owes them to a tenant; calls that wait may be told for all of them at once.
 */
function webhookFault(verb: string, type: unknown, value: unknown): string | undefined {
  const { asked, answered } = value as Record<string, unknown>;
  if (verb === 'deliver-webhook') return isRecord(asked) ? deliveryFault(asked) : 'value.asked is not there';
  if ((verb !== 'read-backlog' && verb !== 'read-outgoing') || type !== 'ok') return undefined;
  if (verb === 'read-backlog' && (!isRecord(asked) || asked.tenant === undefined))
    return 'value.asked.tenant is not there';
  const isTold = isRecord(answered) && isTexts(answered.waiting) && isTexts(answered.dead);
  return isTold ? undefined : 'value.answered.waiting and dead are not both lists of texts';
}

function deliveryFault({ id, tenant, credential, form, demand }: Record<string, unknown>): string | undefined {
  if (typeof id !== 'string' || id === '') return 'value.asked.id is not a text';
  if (tenant === undefined) return 'value.asked.tenant is not there';
  if (!credentials.has(credential)) return 'value.asked.credential is none of the known ones';
  if (!forms.has(form)) return 'value.asked.form is none of the known ones';
  const fault = isRecord(demand) ? demandFault(demand) : 'is not an object';
  return fault === undefined ? undefined : `value.asked.demand ${fault}`;
}

function demandFault({ effect, branch, service, customer, slot, cancels }: Record<string, unknown>) {
  if (effect === 'none') return undefined;
  if (effect === 'cancel') return typeof cancels === 'string' ? undefined : 'does not say what it cancels';
  if (effect !== 'book') return 'has none of the effects none, book, cancel';
  if (!isTexts([branch, service, customer])) return 'does not say in text which branch, service and customer';
  return isSlot(slot) ? undefined : `has a slot that is not a resource, start and end (${utcForm})`;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isSlot(value: unknown): boolean {
  return isRecord(value) && typeof value.resource === 'string' && isUtc(value.start) && isUtc(value.end);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
