import type { World } from '../core/world.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { tenantNumber } from './tenant-number.ts';

/** Whose something is: a tenant's name as a number of the ledger's interner; undefined where nobody can say. */
export interface Owners {
  /** By the world: members of staff and services, whose ids only one tenant has. */
  ofResource(resource: number): number | undefined;
  ofService(service: number): number | undefined;
  /** By the history: who alone used this tag of ours. */
  ofTag(tag: number): number | undefined;
  /** Who alone was told of a booking of this id, or has it stored: ids may be numbered in each tenant by itself. */
  ofBooking(booking: number): number | undefined;
}

const nobody = -1;
const several = -2;

/** Who claims each thing. Things are numbers of the interner, and dense, so an array holds a million claims at ease. */
interface Claims {
  claim(thing: number, tenant: number): void;
  owner(thing: number): number | undefined;
}

function openClaims(): Claims {
  let owners = new Int32Array(1_024).fill(nobody);
  return {
    claim(thing, tenant) {
      if (thing === -1 || tenant === -1) return;
      if (thing >= owners.length) {
        const larger = new Int32Array(2 * thing).fill(nobody);
        larger.set(owners);
        owners = larger;
      }
      const known = owners[thing];
      if (known === nobody) owners[thing] = tenant;
      else if (known !== tenant) owners[thing] = several;
    },
    owner(thing) {
      const owner = thing < 0 ? nobody : owners[thing];
      return owner === undefined || owner < 0 ? undefined : owner;
    },
  };
}

export function ownersOf({ ledger, world }: Recording): Owners {
  const { names, entries } = ledger;
  const tags = openClaims();
  const bookings = openClaims();
  for (const entry of entries) {
    if (isMaking(entry)) tags.claim(entry.tag, entry.tenant);
    if (entry.type === 'ok' && isNaming(entry)) bookings.claim(entry.answeredBooking, entry.tenant);
  }
  for (const { initial, final } of ledger.stories()) {
    for (const { idNumber, tenantNumber } of initial) bookings.claim(idNumber, tenantNumber);
    for (const { idNumber, tenantNumber } of final) bookings.claim(idNumber, tenantNumber);
  }
  const { resources, services } = claimedByWorld(world, names);
  return {
    ...{ ofResource: resources.owner, ofService: services.owner },
    ...{ ofTag: tags.owner, ofBooking: bookings.owner },
  };
}

/** Whoever changes a booking that another one made is answered its id, too, and has no claim to it by that. */
function isNaming(entry: Entry): boolean {
  const { verb, askedBooking, answeredBooking } = entry;
  return isMaking(entry) || verb === 'confirm' || (verb === 'reschedule' && answeredBooking !== askedBooking);
}

function isMaking({ verb }: Entry): boolean {
  return verb === 'book' || verb === 'hold';
}

function claimedByWorld(
  world: World | undefined,
  names: Recording['ledger']['names'],
): { readonly resources: Claims; readonly services: Claims } {
  const resources = openClaims();
  const services = openClaims();
  for (const tenant of world?.tenants ?? []) {
    const owner = tenantNumber(names, tenant.id);
    for (const { staff } of tenant.branches ?? []) {
      for (const { id } of staff ?? []) resources.claim(names.numberOf(id), owner);
    }
    for (const { id } of tenant.services ?? []) services.claim(names.numberOf(id), owner);
  }
  return { resources, services };
}
