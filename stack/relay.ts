import { createServer } from 'node:http';
import { pino } from 'pino';
import { plantDefects } from './defect.ts';
import { createParts } from './parts.ts';
import { startRelaying } from './relaying.ts';
import { providersOf, readSettings } from './settings.ts';

/** What is under way has this long to finish once the process is asked to stop. */
const stopWithinMs = 20_000;

const settings = readSettings({ ...process.env, PROCESS_NAME: process.env.PROCESS_NAME || `relay-${process.pid}` });
// As in api.ts: pino's own destination would try for ever to write its last lines.
process.stdout.on('error', () => undefined);
const log = pino(
  { level: settings.logLevel, base: { process: settings.processName, pid: process.pid } },
  process.stdout,
);
const parts = createParts(settings, log);
await plantDefects(settings.defects, parts);

/** Figures for Prometheus, and nothing else. */
function showMetrics(port: number): void {
  const server = createServer((_request, response) => {
    const failed = (error: unknown) => {
      log.error({ err: error }, 'no figures');
      response.writeHead(500).end();
    };
    const show = (text: string) => response.writeHead(200, { 'content-type': parts.metrics.contentType }).end(text);
    parts.metrics.text().then(show).catch(failed);
  });
  // That nobody can look is no reason not to work.
  server.on('error', (error) => log.error({ err: error }, 'figures cannot be shown'));
  server.listen(port, settings.host).unref();
}

try {
  await parts.transactions.read((client) => parts.preparation.run(client));
  if (settings.metricsPort !== undefined) showMetrics(settings.metricsPort);
  const relaying = startRelaying(parts, providersOf(settings), log);
  const stop = async (signal: string): Promise<void> => {
    log.info({ signal }, 'stopping: calls that are under way will be finished');
    setTimeout(() => {
      log.error('some calls did not finish in time');
      process.exit(1);
    }, stopWithinMs).unref();
    await relaying.stop();
    await parts.pool.close();
    log.info('stopped');
    process.exit(0);
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ relaying: process.pid })}\n`);
} catch (error) {
  log.fatal({ err: error }, 'cannot start');
  process.exit(1);
}
