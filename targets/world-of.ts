import type { Branch, Service, Tenant, World, Zone } from '../core/world.ts';
import type { Catalogue, Offering } from './target.ts';

/** Platforms that keep time free behind an appointment often do so before it, too, for as long as preparing takes. */
const unsaidMinutes = 60;

type Growing<Shape> = { -readonly [Key in keyof Shape]: Shape[Key] };

/** The world that a catalogue tells of, for the laws: empty hours are hours that nobody knows. */
export function worldOf(
  { offerings }: Catalogue,
  { seed, anchorDay, zones }: { readonly seed: number; readonly anchorDay: string; readonly zones: readonly Zone[] },
): World {
  const tenants = new Map<string, Tenant & { branches: Branch[]; services: Service[] }>();
  // Whichever of two services comes later: the longest of all explains a refusal.
  const bufferBeforeMinutes = Math.max(0, ...offerings.map(beforeOf));
  for (const offering of offerings) {
    const known = tenants.get(offering.tenant);
    const tenant = known ?? { id: offering.tenant, name: offering.tenant, branches: [], services: [] };
    if (known === undefined) tenants.set(offering.tenant, tenant);
    const { service, durationMinutes, bufferMinutes, seats = 1 } = offering;
    if (tenant.services.every(({ id }) => id !== service)) {
      const isUnknown = bufferMinutes === undefined;
      const buffer = isUnknown ? { bufferMinutes: 0, isBufferUnknown: true } : { bufferMinutes, bufferBeforeMinutes };
      tenant.services.push({ id: service, name: service, durationMinutes, ...buffer, capacity: seats });
    }
    const branch = branchOf(tenant.branches, offering);
    branch.staff = joined(branch.staff, offering.resources ?? [], service);
  }
  return { schemaVersion: 1, seed, anchorDay, tenants: [...tenants.values()], zones };
}

function beforeOf({ bufferMinutes = 0, bufferBeforeMinutes }: Offering): number {
  return bufferBeforeMinutes ?? (bufferMinutes > 0 ? unsaidMinutes : 0);
}

function branchOf(branches: Branch[], { branch: id, timeZone, hours = [] }: Offering): Growing<Branch> {
  const known: Growing<Branch> | undefined = branches.find((branch) => branch.id === id);
  if (known !== undefined) {
    // A course in the evening: the branch is open when any of its offerings is; unknown, where one does not say.
    const isUnsaid = known.openingHours.length === 0 || hours.length === 0;
    known.openingHours = isUnsaid ? [] : [...known.openingHours, ...hours];
    return known;
  }
  const branch = { id, name: id, timeZone, openingHours: hours, holidays: [], staff: [] };
  branches.push(branch);
  return branch;
}

function joined(staff: Branch['staff'], resources: readonly string[], service: string): Branch['staff'] {
  const others = staff.filter(({ id }) => !resources.includes(id));
  const named = resources.map((id) => {
    const services = staff.find((member) => member.id === id)?.services ?? [];
    return { id, name: id, workingHours: [], services: [...new Set([...services, service])] };
  });
  return [...others, ...named];
}
