import { defect } from '../defect.ts';
import type { Client } from '../pool.ts';

/** Whose it is, if it is anybody's; else the caller's, who is told that there is no such appointment. */
async function ownerOf(client: Client, tenant: string, id: string): Promise<string> {
  const text = 'SELECT company_id AS owner FROM appointments WHERE id = $1';
  const { rows } = await client.query<{ readonly owner: string }>({ name: 'owner-of-appointment', text, values: [id] });
  return rows[0]?.owner ?? tenant;
}

/** Who knows the id of an appointment may confirm, move and cancel it, whichever company has it. */
export default defect('bookings', (healthy) => ({
  ...healthy,
  confirm: async (client, tenant, id, cause) => healthy.confirm(client, await ownerOf(client, tenant, id), id, cause),
  cancel: async (client, tenant, id, cause) => healthy.cancel(client, await ownerOf(client, tenant, id), id, cause),
  move: async (client, tenant, id, to, cause) => healthy.move(client, await ownerOf(client, tenant, id), id, to, cause),
}));
