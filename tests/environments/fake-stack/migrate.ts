import pg from 'pg';

const client = new pg.Client({ connectionString: process.env.DATABASE_URL });
await client.connect();
await client.query('CREATE TABLE things (id integer PRIMARY KEY, name text NOT NULL)');
await client.end();
process.stdout.write('{"migrated":"things"}\n');
