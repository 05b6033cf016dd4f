import { defect } from '../defect.ts';

const text = `SELECT FROM appointments
  WHERE company_id = $1 AND id = $2 AND staff_id = $3 AND blocked && tstzrange($4, $5)`;

/** What is moved counts among those who are in the way: an appointment cannot be moved by a quarter of an hour. */
export default defect('appointments', (healthy) => ({
  ...healthy,
  async move(client, tenant, id, to) {
    const { staffId, start, blockedUntil, capacity } = to;
    const own = await client.query(text, [tenant, id, staffId, start, blockedUntil]);
    return capacity === 1 && own.rowCount !== 0 ? undefined : healthy.move(client, tenant, id, to);
  },
}));
