import pg from 'pg';
import { defect } from '../defect.ts';
import { Problem } from '../problem.ts';

const deadlock = '40P01';

/**
 * A move locks the calendar that it leaves and then the one that it goes to: two that cross wait for each other, until
 * the database ends one of them. Its error is wrapped on the way, so nobody recognises it as worth another try.
 */
export default [
  defect('schedules', (healthy) => ({
    ...healthy,
    async lockAll(client, staffIds) {
      for (const staffId of staffIds) await healthy.lockAll(client, [staffId]);
    },
  })),
  defect('transactions', (healthy) => ({
    ...healthy,
    write: (work) =>
      healthy.write(async (client) => {
        try {
          return await work(client);
        } catch (cause) {
          if (!(cause instanceof pg.DatabaseError) || cause.code !== deadlock) throw cause;
          throw new Problem('internal-error', 'the calendars could not be locked', { cause });
        }
      }),
  })),
];
