import type { Mark, Operation } from '../core/operation.ts';

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
  return valueFault(value.value);
}

export function isOperation(value: unknown): value is Operation {
  return operationFault(value) === undefined;
}

export function isMark(value: unknown): value is Mark {
  if (!isRecord(value) || typeof value.atMs !== 'number') return false;
  const { mark } = value;
  return mark === 'load-started' || mark === 'load-ended' || mark === 'resend-suspected';
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
  return undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
