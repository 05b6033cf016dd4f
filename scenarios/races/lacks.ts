import type { Verb } from '../../targets/intent.ts';
import { takesKey } from '../../targets/takes-key.ts';
import type { Offers } from '../../targets/target.ts';

/** Names the first of these that a platform does not declare, in words; undefined when it has them all. */
export function lacks(
  offers: Offers,
  verbs: readonly Verb[],
  more: Partial<Readonly<Record<keyof Offers, true>>> = {},
) {
  const verb = verbs.find((each) => !offers.verbs.includes(each));
  if (verb !== undefined) return `the target has no ${verb}`;
  if (more.holds && !offers.holds) return 'the target has no holds';
  if (more.capacity && !offers.capacity) return 'the target has no group services';
  if (more.idempotencyKeys && !takesKey(offers, 'book') && !(offers.holds && takesKey(offers, 'hold')))
    return 'the target has no idempotency keys';
  return undefined;
}
