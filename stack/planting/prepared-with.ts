import { defect, type Replacement } from '../defect.ts';

/**
 * Changes the database before the first request, one process after the other; the statements must bear being run again.
 */
export function preparedWith(...statements: readonly string[]): Replacement<'preparation'> {
  const changes = ['BEGIN', 'LOCK TABLE appointments IN ACCESS EXCLUSIVE MODE', ...statements, 'COMMIT'].join(';\n');
  return defect('preparation', (healthy) => ({
    async run(client) {
      await healthy.run(client);
      await client.query(changes);
    },
  }));
}

/** Takes away the law against overlaps, and not the index that came with it: nothing becomes slower. */
export const dropNoDoubleBooking = `ALTER TABLE appointments DROP CONSTRAINT IF EXISTS no_double_booking;
  CREATE INDEX IF NOT EXISTS appointments_by_time ON appointments USING gist (staff_id, blocked)
    WHERE status IN ('held', 'booked', 'no-show')`;

/** Takes away the law against events that are stored twice; they are found as before. */
export const dropOneEventEach = `ALTER TABLE webhooks DROP CONSTRAINT IF EXISTS one_event_each;
  CREATE INDEX IF NOT EXISTS webhooks_by_event ON webhooks (company_id, event_id)`;

/** Takes away the law against selling a seat twice; what is read by it is found as before. */
export const dropOneSeatEach = `DROP INDEX IF EXISTS one_seat_each;
  CREATE INDEX IF NOT EXISTS appointments_by_session ON appointments (staff_id, session, seat)
    WHERE status IN ('held', 'booked', 'no-show')`;

/** What was cancelled is found by whom it was with. */
export const cancelledByStaff = `CREATE INDEX IF NOT EXISTS cancelled_by_staff ON appointments (staff_id)
  WHERE status = 'cancelled'`;
