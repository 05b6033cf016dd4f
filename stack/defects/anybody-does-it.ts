import { defect } from '../defect.ts';

const anyOfTheirs = 'SELECT service_id AS own FROM staff_services WHERE staff_id = $1 ORDER BY service_id LIMIT 1';

/** Whether a member of staff does a service is seen to by the list of what is free, and by nobody else. */
export default defect('schedules', (healthy) => ({
  ...healthy,
  async lock(client, tenant, place) {
    const query = { name: 'any-service-of-staff', text: anyOfTheirs, values: [place.staffId] };
    const { rows } = await client.query<{ readonly own: string }>(query);
    const serviceId = rows[0]?.own ?? place.serviceId;
    const { staff } = await healthy.lock(client, tenant, { ...place, serviceId });
    const { service } = await healthy.of(client, tenant, place.branchId, place.serviceId);
    return { service, staff };
  },
}));
