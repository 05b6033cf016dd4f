import type { Client } from '../pool.ts';
import { Problem } from '../problem.ts';
import type { Place, Schedule, Schedules } from '../schedules.ts';

/** The schedule of one staff member, read and not locked. */
export async function unlocked(
  schedules: Schedules,
  client: Client,
  tenant: string,
  { branchId, serviceId, staffId }: Place,
): Promise<Schedule> {
  const { service, staff } = await schedules.of(client, tenant, branchId, serviceId);
  const wanted = staff.filter(({ id }) => id === staffId);
  if (wanted.length === 0) throw new Problem('invalid', 'this staff member does not offer this service');
  return { service, staff: wanted };
}
