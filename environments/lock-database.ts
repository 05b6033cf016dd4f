import pg from 'pg';
import { Failure } from '../core/failure.ts';
import type { LabDatabase } from './environment.ts';

/** Whoever holds a row for longer than this is not waited for. */
const lockTimeoutMs = 10_000;

const largest = `SELECT relid::regclass::text AS name FROM pg_stat_user_tables
  ORDER BY pg_total_relation_size(relid) DESC LIMIT 1`;

/**
 * A transaction that locks a table and does nothing more. It ends with this process, however that ends.
 * @param urlNow of a role that owns the tables; asked each time, since a database may move
 */
export function lockDatabase(
  urlNow: () => string | Promise<string>,
): Pick<LabDatabase, 'holdLock' | 'letGo' | 'isLockHeld'> {
  let holder: pg.Client | undefined;
  const leave = async (client: pg.Client): Promise<void> => {
    if (holder === client) holder = undefined;
    await client.end().catch(() => undefined);
  };
  return {
    async holdLock(signal) {
      const client = new pg.Client({ connectionString: await urlNow(), application_name: 'ansturm-lock' });
      client.on('error', () => void leave(client));
      const abort = (): void => void leave(client);
      signal.addEventListener('abort', abort, { once: true });
      try {
        await client.connect();
        const table = (await client.query<{ name: string }>(largest)).rows[0]?.name;
        if (table === undefined) throw new Failure('there is no table to be locked');
        await client.query(`SET lock_timeout = ${lockTimeoutMs}; BEGIN; LOCK TABLE ${table} IN ACCESS EXCLUSIVE MODE`);
        holder = client;
        return table;
      } catch (error) {
        await leave(client);
        throw error;
      } finally {
        signal.removeEventListener('abort', abort);
      }
    },
    async letGo() {
      if (holder !== undefined) await leave(holder);
    },
    isLockHeld: () => holder !== undefined,
  };
}
