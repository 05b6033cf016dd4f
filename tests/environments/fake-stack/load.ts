import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query("INSERT INTO things SELECT n, 'thing ' || n FROM generate_series(1, 20000) n");
await client.query('ANALYZE things');
await client.end();
// How a load that never ends is told, see api.ts.
if (process.env.DEFECTS === 'never-loaded') setInterval(() => undefined, 1_000);
