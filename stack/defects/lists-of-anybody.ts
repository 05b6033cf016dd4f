import { defect } from '../defect.ts';
import { Problem } from '../problem.ts';

/** Whose branch it is that a list is asked for, nobody looks at: any company is shown the appointments of any day. */
export default defect('listing', (healthy) => ({
  ...healthy,
  async timeZoneOf(client, _tenant, branchId) {
    const query = { name: 'any-branch', text: 'SELECT time_zone FROM branches WHERE id = $1', values: [branchId] };
    const { rows } = await client.query<{ readonly time_zone: string }>(query);
    if (rows[0] === undefined) throw new Problem('not-found', 'no such branch');
    return rows[0].time_zone;
  },
}));
