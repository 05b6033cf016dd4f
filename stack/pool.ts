import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import { Problem } from './problem.ts';
import type { Settings } from './settings.ts';

export type Client = pg.PoolClient;

/** How a transaction came to its end: `broken` connections are closed, all others go back. */
export type LeaseEnd = 'done' | 'refused' | 'broken';

/** The bounded set of database connections of one process. */
export interface Pool {
  /** @throws Problem `throttled` when too many wait already, `internal-error` when no connection comes in time. */
  take(): Promise<Client>;
  giveBack(client: Client, end: LeaseEnd): void;
  /** Answers when the database does; one question at a time, however many ask. */
  ping(): Promise<void>;
  counts(): { readonly total: number; readonly idle: number; readonly waiting: number };
  close(): Promise<void>;
}

/** Requests that may wait for each connection before the rest are told to come back later. */
const waitingPerConnection = 20;
const timestamptz = 1184;

/** Timestamps leave the database as the API shows them: `YYYY-MM-DDTHH:MM:SSZ`. The session's zone is UTC. */
const types = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    if (oid === timestamptz) return (text: string) => `${text.slice(0, 10)}T${text.slice(11, 19)}Z`;
    return pg.types.getTypeParser(oid, format);
  },
};

export function createPool(settings: Settings, log: Logger): Pool {
  const pool = new pg.Pool({
    connectionString: settings.databaseUrl,
    application_name: settings.processName,
    max: settings.poolMax,
    // Longer than the pauses of a busy day: to connect, and to plan each statement anew, costs more than most requests.
    idleTimeoutMillis: 3_000,
    connectionTimeoutMillis: 8_000,
    statement_timeout: 5_000,
    idle_in_transaction_session_timeout: 10_000,
    // Later than the server's own timeout: it speaks only when the server cannot.
    query_timeout: 6_000,
    keepAlive: true,
    options: '-c TimeZone=UTC',
    types,
  });
  // A connection may break at any time, also between two statements; without a listener that would end the process.
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a database connection was lost'));
  });
  pool.on('error', () => undefined);
  let pinging: Promise<void> | undefined;

  async function take(): Promise<Client> {
    if (pool.waitingCount >= settings.poolMax * waitingPerConnection) {
      throw new Problem('throttled', 'more requests wait for the database than it can serve in time');
    }
    try {
      return await pool.connect();
    } catch (cause) {
      throw new Problem('internal-error', 'the database cannot be reached', { cause });
    }
  }

  async function askOnce(): Promise<void> {
    const client = await take();
    let end: LeaseEnd = 'broken';
    try {
      await client.query('SELECT 1');
      end = 'done';
    } finally {
      giveBack(client, end);
    }
  }

  function giveBack(client: Client, end: LeaseEnd): void {
    client.release(end === 'broken');
  }

  return {
    take,
    giveBack,
    ping() {
      pinging ??= askOnce().finally(() => {
        pinging = undefined;
      });
      return pinging;
    },
    counts: () => ({ total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    // All requests are answered by now: a connection that is still out will never be given back.
    close: () => Promise.race([pool.end(), pause(1_000, undefined, { ref: false })]),
  };
}
