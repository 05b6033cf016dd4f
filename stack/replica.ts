import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import { createPatience } from './patience.ts';
import { type Client, createPool, type Pool } from './pool.ts';
import { followReplica, type ReplicaState } from './replica-lag.ts';
import type { Settings } from './settings.ts';

/** A calendar, and the version that the database itself says it has. */
export interface VersionedCalendar {
  readonly staffId: string;
  readonly version: string | null;
}

/**
 * A copy of the database that follows it, at some distance, and is away at times; it is read where it says the same.
 *
 * What says so are the calendars' versions, and not how far the copy has come in the log: a copy may show a commit
 * before the database itself shows it to the next reader, so that whoever compares positions may see a booking, and
 * then not see it. Each change of a calendar draws a new version in its own transaction, and none comes twice. So a
 * snapshot of the copy that has the version which the database has just answered shows that calendar as the database
 * did at that moment, no older and no newer: to read it is to read the database. That holds for whichever process asks,
 * after the copy was away, was made anew, or went a way of its own. Any other version, older or newer, sends the reader
 * back. What costs as little as its version, such as one booking by its id, is never asked for here.
 */
export interface Replica {
  /**
   * Does the work in one snapshot of the copy in which all these calendars have these versions.
   * Undefined: it has others, or could not be asked, or not in time; the database is to be asked then. Never throws.
   */
  at<Result>(
    calendars: readonly VersionedCalendar[],
    work: (copy: Client) => Promise<Result>,
  ): Promise<Result | undefined>;
  /** How far it is behind. */
  follow(): Promise<ReplicaState>;
  close(): Promise<void>;
}

/** Whoever waits longer had better ask the database. */
const timeoutMs = 100;
const followTimeoutMs = 1_000;

const knownSql = `SELECT count(*)::integer AS known FROM calendar_versions
  WHERE staff_id = ANY ($1::text[]) AND version = ANY ($2::uuid[])`;

/** Without a URL: one that is never at any version. */
export function createReplica(settings: Settings, parts: Parts, log: Logger): Replica {
  const { replicaUrl } = settings;
  if (replicaUrl === undefined) {
    const follow = async (): Promise<ReplicaState> => ({ isUp: false, lagSeconds: undefined });
    return { at: async () => undefined, follow, close: async () => undefined };
  }
  const pool = createPool({ ...settings, databaseUrl: replicaUrl }, log);
  const patience = createPatience('the replica', timeoutMs, log);
  const follow = followReplica(
    () => lsnOf(parts.pool, 'SELECT pg_current_wal_flush_lsn() AS lsn'),
    () => lsnOf(pool, 'SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() END AS lsn'),
    () => performance.now(),
  );
  return {
    async at(calendars, work) {
      const versions = new Map(calendars.map(({ staffId, version }) => [staffId, version]));
      if ([...versions.values()].includes(null)) return undefined;
      const answer = await patience.ask(() => within(pool, versions as ReadonlyMap<string, string>, work));
      parts.metrics.replicaRead(answer?.outcome ?? 'failed');
      return answer?.outcome === 'served' ? answer.result : undefined;
    },
    follow,
    close: () => pool.close(),
  };
}

type Answer<Result> = { readonly outcome: 'served'; readonly result: Result } | { readonly outcome: 'other' };

/** Both are asked in one snapshot; a statement that the copy's own recovery ends ends the connection, too. */
async function within<Result>(
  pool: Pool,
  versions: ReadonlyMap<string, string>,
  work: (copy: Client) => Promise<Result>,
): Promise<Answer<Result>> {
  const copy = await pool.take();
  let isWhole = false;
  try {
    await copy.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const values = [[...versions.keys()], [...versions.values()]];
    const { rows } = await copy.query<{ known: number }>({ name: 'known-versions', text: knownSql, values });
    const isSame = rows[0]?.known === versions.size;
    const answer: Answer<Result> = isSame ? { outcome: 'served', result: await work(copy) } : { outcome: 'other' };
    await copy.query('COMMIT');
    isWhole = true;
    return answer;
  } finally {
    pool.giveBack(copy, isWhole ? 'done' : 'broken');
  }
}

/** A position in the log in bytes; undefined: nobody says it, or not in time. */
async function lsnOf(pool: Pool, text: string): Promise<bigint | undefined> {
  const ask = async (): Promise<bigint | undefined> => {
    const client = await pool.take();
    let isWhole = false;
    try {
      const { rows } = await client.query<{ lsn: string | null }>(text);
      isWhole = true;
      return bytesOf(rows[0]?.lsn ?? null);
    } finally {
      pool.giveBack(client, isWhole ? 'done' : 'broken');
    }
  };
  return Promise.race([ask().catch(() => undefined), pause(followTimeoutMs, undefined, { ref: false })]);
}

/** `16/B374D848`: the upper and the lower 32 bits, in hexadecimal. */
function bytesOf(lsn: string | null): bigint | undefined {
  const [upper, lower] = lsn?.split('/') ?? [];
  if (upper === undefined || lower === undefined) return undefined;
  return (BigInt(`0x${upper}`) << 32n) + BigInt(`0x${lower}`);
}
