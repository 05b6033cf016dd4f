import type { DatabaseSample } from '../../core/resource-sample.ts';
import { observerRole } from '../postgres-template.ts';
import type { ObserverConnection } from './observer-connection.ts';

/**
 * Connections of the target's API processes: neither the server's own processes, nor our observer, nor workers and
 * relays, whose connections go by their names. What users wait for is a connection of an API process.
 */
const ofTarget = `backend_type = 'client backend' AND usename <> '${observerRole}'
  AND application_name NOT LIKE 'worker-%' AND application_name NOT LIKE 'relay-%'`;

const sql = `
SELECT count(*)::int AS connections,
       count(*) FILTER (WHERE state = 'active')::int AS active,
       count(*) FILTER (WHERE state LIKE 'idle in transaction%')::int AS "idleInTransaction",
       count(*) FILTER (WHERE state = 'active' AND wait_event_type = 'Lock')::int AS "waitingForLock",
       (SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming')::int AS replicas,
       (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "clockMs"
FROM pg_stat_activity WHERE ${ofTarget}`;

/** Null when the database cannot be asked. */
export async function databaseUsage(connection: ObserverConnection, atMs: number): Promise<DatabaseSample | null> {
  const rows = await connection.query<Omit<DatabaseSample, 'kind' | 'atMs'> & { readonly clockMs: number }>(sql);
  if (rows?.[0] === undefined) return null;
  const { clockMs, ...counted } = rows[0];
  return { kind: 'database', atMs, ...counted, clockAheadMs: Math.round(clockMs - Date.now()) };
}
