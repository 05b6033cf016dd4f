import type { World } from '../core/world.ts';
import type { Entry } from './ledger.ts';
import type { Recording } from './on-ledger.ts';
import { tenantId } from './tenant-number.ts';

/**
 * Bookings of a service with somebody who does not do it: the world knows both, and says so, and no list ever showed
 * that person for that service.
 */
export function notTheirService({ ledger, world }: Recording): readonly Entry[] {
  const { names } = ledger;
  const done = whoDoesWhat(world);
  const textOf = (tenant: number, name: number): string => `${tenantId(names, tenant)}\n${names.textOf(name)}`;
  const suspects = ledger.attempts.filter(({ verb, type, tenant, service, asked, answered }) => {
    const resource = (answered ?? asked)?.resource ?? -1;
    if (type !== 'ok' || (verb !== 'book' && verb !== 'hold') || service === -1 || resource === -1) return false;
    const own = done.byResource.get(textOf(tenant, resource));
    return own !== undefined && done.services.has(textOf(tenant, service)) && !own.has(names.textOf(service));
  });
  if (suspects.length === 0) return [];
  const shown = new Set<string>();
  for (const { tenant, service, offered = [] } of ledger.searches) {
    for (const { resource } of offered) shown.add(`${tenant} ${service} ${resource}`);
  }
  return suspects.filter(({ tenant, service, asked, answered }) => {
    return !shown.has(`${tenant} ${service} ${(answered ?? asked)?.resource}`);
  });
}

/** Of those of whom anything is said. */
function whoDoesWhat(world: World | undefined) {
  const byResource = new Map<string, ReadonlySet<string>>();
  const services = new Set<string>();
  for (const tenant of world?.tenants ?? []) {
    const members = tenant.branches.flatMap(({ staff }) => staff);
    for (const { id, services: own } of members) {
      if (own.length > 0) byResource.set(`${tenant.id}\n${id}`, new Set(own));
      // A service that nobody is said to do, anybody may do.
      for (const service of own) services.add(`${tenant.id}\n${service}`);
    }
  }
  return { byResource, services };
}
