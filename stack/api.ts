import { pino } from 'pino';
import { createApp } from './create-app.ts';
import { plantDefects } from './defect.ts';
import { createParts } from './parts.ts';
import { readSettings } from './settings.ts';
import { openTraces } from './traces.ts';

/** What is in flight has this long to finish once the process is asked to stop. */
const stopWithinMs = 20_000;

const settings = readSettings(process.env);
// Not pino's own destination: when nobody reads the log any more, that one tries for ever to write its last lines.
process.stdout.on('error', () => undefined);
const identity = { process: settings.processName, pid: process.pid };
const log = pino({ level: settings.logLevel, base: identity }, process.stdout);
const lifecycle = { isStopping: false };
const parts = createParts(settings, log);
await plantDefects(settings.defects, parts);
await openTraces('api', settings, parts, log);
const app = createApp(settings, parts, lifecycle, log);

async function prepare(): Promise<void> {
  const client = await parts.pool.take();
  try {
    await parts.preparation.run(client);
  } finally {
    parts.pool.giveBack(client, 'done');
  }
}

async function stop(signal: string): Promise<void> {
  if (lifecycle.isStopping) return;
  lifecycle.isStopping = true;
  log.info({ signal }, 'stopping: what is in flight will be finished');
  setTimeout(() => {
    log.error('some requests did not finish in time');
    process.exit(1);
  }, stopWithinMs).unref();
  await parts.departure.leave(app);
  await parts.traces.end();
  parts.cache.close();
  await Promise.all([parts.replica.close(), parts.pool.close()]);
  log.info('stopped');
  process.exit(0);
}

process.on('SIGTERM', stop);
process.on('SIGINT', stop);

try {
  await prepare();
  const address = await app.listen({ host: settings.host, port: settings.port });
  process.stdout.write(`${JSON.stringify({ listening: address })}\n`);
} catch (error) {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
