import { type Appointment, appointmentColumns } from '../appointments.ts';
import { defect } from '../defect.ts';
import type { Page } from '../listing.ts';
import type { Client } from '../pool.ts';

/** A list of bookings is read row by row, as a mapper with lazy relations does. */
export default defect('listing', (healthy) => {
  async function oneByOne(client: Client, page: Page): Promise<Page> {
    const items: Appointment[] = [];
    for (const { id } of page.items) {
      const text = `SELECT ${appointmentColumns} FROM appointments WHERE id = $1`;
      items.push(...(await client.query<Appointment>(text, [id])).rows);
    }
    return { ...page, items };
  }

  return {
    ...healthy,
    async ofBranch(client, ...rest) {
      return oneByOne(client, await healthy.ofBranch(client, ...rest));
    },
  };
});
