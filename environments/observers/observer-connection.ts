import pg from 'pg';

/** One connection for our own eyes, made again when it broke. */
export interface ObserverConnection {
  /** Null when the database cannot be asked now: no data, never an exception. */
  query<Row extends pg.QueryResultRow>(sql: string): Promise<readonly Row[] | null>;
  close(): Promise<void>;
}

/** @param urlNow where the server listens; asked for each connection, since it may listen elsewhere after a restart */
export function observerConnection(urlNow: () => string | Promise<string>): ObserverConnection {
  let client: pg.Client | undefined;
  let closed = false;
  const connected = async (): Promise<pg.Client> => {
    if (client !== undefined) return client;
    const fresh = new pg.Client({
      connectionString: await urlNow(),
      application_name: 'ansturm-observer',
      connectionTimeoutMillis: 2_000,
      query_timeout: 5_000,
    });
    fresh.on('error', () => drop(fresh));
    await fresh.connect();
    client = fresh;
    return fresh;
  };
  const drop = (broken: pg.Client): void => {
    if (client === broken) client = undefined;
    broken.end().catch(() => undefined);
  };
  let queue: Promise<unknown> = Promise.resolve();
  const ask = async <Row extends pg.QueryResultRow>(sql: string): Promise<readonly Row[] | null> => {
    if (closed) return null;
    let used: pg.Client | undefined;
    try {
      used = await connected();
      return (await used.query<Row>(sql)).rows;
    } catch {
      if (used !== undefined) drop(used);
      return null;
    }
  };
  return {
    // One question after the other, so that a slow database meets one waiting connection of ours and no more.
    query: (sql) => {
      const answer = queue.then(() => ask<never>(sql));
      queue = answer;
      return answer;
    },
    close: async () => {
      closed = true;
      await queue;
      await client?.end().catch(() => undefined);
      client = undefined;
    },
  };
}
