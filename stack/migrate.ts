import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';
import { databaseUrl } from './database-url.ts';
import { firstConnection } from './first-connection.ts';

/** Any number will do, as long as every process that migrates uses the same one. */
const migrationLock = 7_231_906;
const folder = new URL('migrations/', import.meta.url);
/** The versions of calendars, applied where there is a cache or a replica that is gone by them; then they stay. */
const versionsFolder = new URL('versions/', folder);

/** Applies every migration that was not applied yet, each in a transaction of its own, in the order of their names. */
async function migrate(client: pg.Client): Promise<void> {
  await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
  await client.query(`CREATE TABLE IF NOT EXISTS migrations (
    name text PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`);
  const applied = await client.query<{ name: string }>('SELECT name FROM migrations');
  const known = new Set(applied.rows.map((row) => row.name));
  const { CACHE_URL, DATABASE_REPLICA_URL } = process.env;
  const files = [
    ...(await migrationsIn(folder)),
    ...(CACHE_URL || DATABASE_REPLICA_URL ? await migrationsIn(versionsFolder) : []),
  ];
  for (const { name, file } of files.filter(({ name }) => !known.has(name))) {
    const sql = await readFile(file, 'utf8');
    await client.query('BEGIN');
    await client.query(sql);
    await client.query('INSERT INTO migrations (name) VALUES ($1)', [name]);
    await client.query('COMMIT');
    process.stdout.write(`${JSON.stringify({ migrated: name })}\n`);
  }
}

async function migrationsIn(folder: URL): Promise<readonly { readonly name: string; readonly file: URL }[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return names.map((name) => ({ name, file: new URL(name, folder) }));
}

const config = { connectionString: databaseUrl(process.env), application_name: 'migrate' };
// In containers both start at once.
const client = await firstConnection(config, Number(process.env.DATABASE_PATIENCE_MS || 0));
try {
  await migrate(client);
} finally {
  await client.end();
}
