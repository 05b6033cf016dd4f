import { type Logger, pino } from 'pino';
import { plantDefects } from './defect.ts';
import { createParts, type Parts } from './parts.ts';
import { readSettings, type Settings } from './settings.ts';
import { openTraces } from './traces.ts';

/** A process that serves nobody and works by itself. */
export interface WorkProcess {
  /** What its name begins with, where it is given none. */
  readonly role: 'worker' | 'relay';
  /** The word by which it says on standard output that it works. */
  readonly says: 'working' | 'relaying';
  /** Its `stop` finishes what is in hand. */
  begin(parts: Parts, settings: Settings, log: Logger): { stop(): Promise<void> };
}

/** What is in hand has this long to finish once the process is asked to stop. */
const stopWithinMs = 20_000;

/** Works until SIGTERM or SIGINT; ends with 0 when everything was finished by then, with 1 when it was not. */
export async function runProcess({ role, says, begin }: WorkProcess): Promise<void> {
  const settings = readSettings({ ...process.env, PROCESS_NAME: process.env.PROCESS_NAME || `${role}-${process.pid}` });
  // As in api.ts: pino's own destination would try for ever to write its last lines.
  process.stdout.on('error', () => undefined);
  const identity = { process: settings.processName, pid: process.pid };
  const log = pino({ level: settings.logLevel, base: identity }, process.stdout);
  const parts = createParts(settings, log);
  await plantDefects(settings.defects, parts);
  await openTraces(role, settings, parts, log);
  try {
    await parts.transactions.read((client) => parts.preparation.run(client));
    const work = begin(parts, settings, log);
    const stop = async (signal: string): Promise<void> => {
      log.info({ signal }, 'stopping: what is in hand will be finished');
      setTimeout(() => {
        log.error('something was not finished in time');
        process.exit(1);
      }, stopWithinMs).unref();
      await work.stop();
      await parts.traces.end();
      parts.cache.close();
      await parts.pool.close();
      log.info('stopped');
      process.exit(0);
    };
    process.once('SIGTERM', stop);
    process.once('SIGINT', stop);
    process.stdout.write(`${JSON.stringify({ [says]: process.pid })}\n`);
  } catch (error) {
    log.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
}
