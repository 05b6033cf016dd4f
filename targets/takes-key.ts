import type { Offers } from './target.ts';

/** Whether a platform promises to do a request once, however often it comes with one idempotency key. */
export function takesKey({ idempotencyKeys }: Offers, verb: 'book' | 'hold'): boolean {
  return typeof idempotencyKeys === 'boolean' ? idempotencyKeys : idempotencyKeys.includes(verb);
}
