import { lacks } from './lacks.ts';
import { oneKeyManyTimes } from './one-key-many-times.ts';
import type { Shape } from './shape.ts';

/**
 * The same where there is room for more: a slot is sold once whatever becomes of the key, and of a group appointment a
 * request that is not recognised gets a second seat.
 */
export const oneKeyOneSeat: Shape = {
  ...oneKeyManyTimes,
  name: 'one-key-one-seat',
  title: 'one request with one idempotency key asks for a seat of a group several times at one moment',
  layout: 'group',
  sizes: [8],
  lacks: (offers) => lacks(offers, [], { idempotencyKeys: true, capacity: true }),
};
