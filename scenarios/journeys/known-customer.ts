import type { Completion, Intent } from '../../targets/intent.ts';
import type { Player } from '../../targets/journey.ts';

export interface Person {
  readonly tenant: string;
  readonly name: string;
  readonly phone: string;
  /** Known to us beforehand; null for somebody who never called. */
  readonly customer: string | null;
}

/** Finds the customer by phone, as an assistant does with a caller's number, and registers who is new. */
export function* knownCustomer(person: Person, player: Player): Generator<Intent, string | undefined, Completion> {
  if (player.offers.verbs.includes('find-customer')) {
    const found = yield { verb: 'find-customer', tenant: person.tenant, phone: person.phone };
    if (found.type === 'ok' && found.answer.customer !== undefined) return found.answer.customer;
  }
  // Who is new to a platform that registers nobody comes as a walk-in, under the name.
  if (person.customer !== null || !player.offers.verbs.includes('register-customer'))
    return person.customer ?? person.name;
  const { tenant, name, phone } = person;
  const registered = yield { verb: 'register-customer', tenant, name, phone, tag: player.newTag() };
  return registered.type === 'ok' ? registered.answer.customer : undefined;
}
