import { createServer } from 'node:http';
import type { Logger } from 'pino';
import type { Parts } from './parts.ts';
import { startRelaying } from './relaying.ts';
import { runProcess } from './run-process.ts';
import { providersOf, type Settings } from './settings.ts';

await runProcess({
  role: 'relay',
  says: 'relaying',
  begin(parts, settings, log) {
    showMetrics(parts, settings, log);
    return startRelaying(parts, providersOf(settings), log);
  },
});

/** Figures for Prometheus, and nothing else, where a port is given. */
function showMetrics(parts: Parts, { metricsPort, host }: Settings, log: Logger): void {
  if (metricsPort === undefined) return;
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
  server.listen(metricsPort, host).unref();
}
