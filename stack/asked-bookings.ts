import type { Client } from './pool.ts';

/**
 * What became of the bookings that events ask for. A booking's event and its cancellation may come in any order, also
 * at once: each locks the row of the booking's event first, so that the second sees what the first has done.
 */
export interface AskedBookings {
  /** A booking is asked for; whether its cancellation came before. */
  ask(client: Client, tenant: string, eventId: string): Promise<{ readonly isCancelled: boolean }>;
  made(client: Client, tenant: string, eventId: string, appointmentId: string): Promise<void>;
  /** Its cancellation is asked for; the appointment that was made by now, if any. */
  cancel(client: Client, tenant: string, eventId: string): Promise<{ readonly appointmentId: string | null }>;
}

const askSql = `INSERT INTO asked_bookings (company_id, event_id) VALUES ($1, $2)
  ON CONFLICT (company_id, event_id) DO UPDATE SET is_cancelled = asked_bookings.is_cancelled
  RETURNING is_cancelled AS "isCancelled", appointment_id AS "appointmentId"`;

const cancelSql = `INSERT INTO asked_bookings (company_id, event_id, is_cancelled) VALUES ($1, $2, true)
  ON CONFLICT (company_id, event_id) DO UPDATE SET is_cancelled = true
  RETURNING is_cancelled AS "isCancelled", appointment_id AS "appointmentId"`;

const madeSql = 'UPDATE asked_bookings SET appointment_id = $3 WHERE company_id = $1 AND event_id = $2';

interface AskedBooking {
  readonly isCancelled: boolean;
  readonly appointmentId: string | null;
}

export function createAskedBookings(): AskedBookings {
  const one = async (client: Client, name: string, text: string, values: string[]): Promise<AskedBooking> => {
    const asked = (await client.query<AskedBooking>({ name, text, values })).rows[0];
    if (asked === undefined) throw new Error('an asked booking vanished while it was in use');
    return asked;
  };
  return {
    ask: (client, tenant, eventId) => one(client, 'ask-booking', askSql, [tenant, eventId]),
    cancel: (client, tenant, eventId) => one(client, 'ask-cancellation', cancelSql, [tenant, eventId]),
    async made(client, tenant, eventId, appointmentId) {
      await client.query({ name: 'booking-made', text: madeSql, values: [tenant, eventId, appointmentId] });
    },
  };
}
