import type { Json } from './service.ts';

const lengthMax = 200;
const utcPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

/** Whether a field is a text that a journal may bear. */
export function isShort(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= lengthMax;
}

/** UTC with whole seconds, and a time that there is. */
export function isUtc(value: unknown): value is string {
  return typeof value === 'string' && utcPattern.test(value) && !Number.isNaN(Date.parse(value));
}

/** What is wrong with the first of these fields that is there and no short text. */
export function textFault(body: Json, names: readonly string[]): string | undefined {
  const name = names.find((one) => body[one] !== undefined && !isShort(body[one]));
  return name === undefined ? undefined : `${name} must be a text of 1 to ${lengthMax} characters`;
}
