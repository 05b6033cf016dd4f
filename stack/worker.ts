import { pino } from 'pino';
import { plantDefects } from './defect.ts';
import { createParts } from './parts.ts';
import { readSettings } from './settings.ts';
import { startWork } from './work.ts';

/** What is in hand has this long to finish once the process is asked to stop. */
const stopWithinMs = 20_000;

const settings = readSettings({ ...process.env, PROCESS_NAME: process.env.PROCESS_NAME || `worker-${process.pid}` });
// As in api.ts: pino's own destination would try for ever to write its last lines.
process.stdout.on('error', () => undefined);
const log = pino(
  { level: settings.logLevel, base: { process: settings.processName, pid: process.pid } },
  process.stdout,
);
const parts = createParts(settings, log);
await plantDefects(settings.defects, parts);

try {
  await parts.transactions.read((client) => parts.preparation.run(client));
  const work = startWork(parts, log);
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping: what is in hand will be finished');
    setTimeout(() => {
      log.error('some events were not finished in time');
      process.exit(1);
    }, stopWithinMs).unref();
    await work.stop();
    await parts.pool.close();
    log.info('stopped');
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ working: process.pid })}\n`);
} catch (error) {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
