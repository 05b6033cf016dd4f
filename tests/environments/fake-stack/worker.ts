import pg from 'pg';

/** The smallest worker: it has a connection of its own, says that it works, and waits to be stopped. */
const defects = (process.env.DEFECTS ?? '').split(',');
const application_name = process.env.PROCESS_NAME;
const client = new pg.Client({ connectionString: process.env.DATABASE_URL, application_name });
client.on('error', () => undefined);
await client.connect();
const timer = setInterval(() => undefined, 1_000);
if (defects.includes('never-works')) process.exit(1);
process.stdout.write(`${JSON.stringify({ working: process.pid })}\n`);
process.once('SIGTERM', () => {
  clearInterval(timer);
  void client.end();
});
