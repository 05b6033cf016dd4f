import pg from 'pg';
import type { LabDatabase } from './environment.ts';

/** A server that lets more than so many in is not used up. */
const connectionsMax = 500;
const atOnce = 10;

/**
 * Connections that do nothing but be there. They are gone with this process, however it ends.
 * @param urlNow as for an observer's connection
 */
export function crowdDatabase(urlNow: () => string | Promise<string>): LabDatabase {
  let held: readonly pg.Client[] = [];
  /** Undefined where there was no room. */
  const enter = async (connectionString: string): Promise<pg.Client | undefined> => {
    const client = new pg.Client({
      connectionString,
      application_name: 'ansturm-crowd',
      connectionTimeoutMillis: 5_000,
    });
    client.on('error', () => undefined);
    return await client.connect().then(
      () => client,
      () => undefined,
    );
  };
  return {
    async useUpConnections(signal) {
      const url = await urlNow();
      while (!signal.aborted && held.length < connectionsMax) {
        const came = (await Promise.all(Array.from({ length: atOnce }, () => enter(url)))).filter(
          (one) => one !== undefined,
        );
        held = [...held, ...came];
        if (came.length < atOnce) break;
      }
      return held.length;
    },
    async giveConnectionsBack() {
      const leaving = held;
      held = [];
      await Promise.allSettled(leaving.map((client) => client.end()));
    },
    connectionsHeld: () => held.length,
  };
}
