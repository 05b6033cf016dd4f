import pg from 'pg';
import type { LabDatabase } from './environment.ts';

type Crowd = Pick<LabDatabase, 'useUpConnections' | 'giveConnectionsBack' | 'connectionsHeld'>;

/** A server that lets more than so many in is not used up. */
const connectionsMax = 500;
const atOnce = 10;
const againMs = 250;

/**
 * Connections that do nothing but be there. They are gone with this process, however it ends.
 * @param urlNow as for an observer's connection
 */
export function crowdDatabase(urlNow: () => string | Promise<string>): Crowd {
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
  let isCrowding = false;
  let filling: Promise<void> = Promise.resolve();
  const fill = async (signal?: AbortSignal): Promise<void> => {
    const url = await urlNow();
    while (isCrowding && signal?.aborted !== true && held.length < connectionsMax) {
      const entering = Array.from({ length: atOnce }, () => enter(url));
      const came = (await Promise.all(entering)).filter((one) => one !== undefined);
      held = [...held, ...came];
      // Those that are turned away hold a place for a moment, and keep others out: that a few came in is no end.
      if (came.length === 0) return;
    }
  };
  let timer: NodeJS.Timeout | undefined;
  return {
    async useUpConnections(signal) {
      isCrowding = true;
      await fill(signal);
      // What others give back meanwhile is taken, too.
      timer ??= setInterval(() => {
        filling = filling.then(() => fill()).catch(() => undefined);
      }, againMs).unref();
      return held.length;
    },
    async giveConnectionsBack() {
      isCrowding = false;
      clearInterval(timer);
      timer = undefined;
      await filling;
      const leaving = held;
      held = [];
      await Promise.allSettled(leaving.map((client) => client.end()));
    },
    connectionsHeld: () => held.length,
  };
}
