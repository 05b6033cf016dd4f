import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const betweenMs = 200;
/** Nobody listens yet, or nobody has that name yet, or PostgreSQL says that it is starting up. */
const notYet: ReadonlySet<string> = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', '57P03']);

/**
 * A connection to a database that may be starting beside us.
 * @param patienceMs so long it is tried again where it does not answer yet
 * @throws what the last try met
 */
export async function firstConnection(config: pg.ClientConfig, patienceMs: number): Promise<pg.Client> {
  for (const startedMs = performance.now(); ; await sleep(betweenMs)) {
    const client = new pg.Client(config);
    try {
      await client.connect();
      return client;
    } catch (error) {
      const isEarly = notYet.has((error as { readonly code?: string }).code ?? '');
      if (!isEarly || performance.now() - startedMs >= patienceMs) throw error;
    }
  }
}
