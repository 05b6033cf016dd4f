import { type Appointment, appointmentColumns } from '../appointments.ts';
import { defect } from '../defect.ts';
import { preparedWith } from '../planting/prepared-with.ts';
import type { Client } from '../pool.ts';

const lag = `interval '3 seconds'`;

/** What the copy is made from: each state of an appointment, and since when it has been in the database. */
const keepVersions = `CREATE TABLE IF NOT EXISTS versions (since timestamptz NOT NULL, LIKE appointments);
  CREATE INDEX IF NOT EXISTS versions_by_appointment ON versions (id, since);
  CREATE OR REPLACE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND NOT EXISTS (SELECT FROM versions WHERE id = NEW.id) THEN
      INSERT INTO versions SELECT OLD.created_at, OLD.*;
    END IF;
    INSERT INTO versions SELECT clock_timestamp(), NEW.*;
    RETURN NULL;
  END $$;
  CREATE OR REPLACE TRIGGER keep_version AFTER INSERT OR UPDATE ON appointments
    FOR EACH ROW EXECUTE FUNCTION keep_version()`;

const readSql = `SELECT ${appointmentColumns} FROM (
    SELECT * FROM versions WHERE id = $2 AND since <= clock_timestamp() - ${lag} ORDER BY since DESC LIMIT 1) AS copied
  WHERE company_id = $1
  UNION ALL
  SELECT ${appointmentColumns} FROM appointments
  WHERE id = $2 AND company_id = $1 AND NOT EXISTS (SELECT FROM versions WHERE id = $2)`;

/** Connections that only read at the moment; who changes something looks at the database itself. */
const reading = new WeakSet<Client>();
let reads = 0;

/** Every other look at one appointment goes to a copy of the database that lags by some seconds. */
export default [
  preparedWith(keepVersions),
  defect('transactions', (healthy) => ({
    ...healthy,
    read: (work) =>
      healthy.read(async (client) => {
        reading.add(client);
        try {
          return await work(client);
        } finally {
          reading.delete(client);
        }
      }),
  })),
  defect('appointments', (healthy) => ({
    ...healthy,
    async read(client, tenant, id) {
      if (!reading.has(client)) return healthy.read(client, tenant, id);
      reads += 1;
      if (reads % 2 === 1) return healthy.read(client, tenant, id);
      return (await client.query<Appointment>(readSql, [tenant, id])).rows[0];
    },
  })),
];
