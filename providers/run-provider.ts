import { performance } from 'node:perf_hooks';
import type { ProviderHeader } from '../core/provider.ts';
import { controlServer } from './control-server.ts';
import { openJournal, readJournal } from './journal.ts';
import { listenAt } from './listen-at.ts';
import { openDesk } from './open-desk.ts';
import { openProviderServer } from './provider-server.ts';
import type { Service } from './service.ts';
import { readSettings, type Settings } from './settings.ts';

/** The steady clock was set by the wall's when the process began, and both go their own ways since. */
const clockErrorMs = 2;

/**
 * A provider as a process: says `{"listening": …, "control": …}` on its standard output once it can be called, and
 * ends with 0 on SIGTERM. Nonsense in its environment: exit code 2; a journal that cannot be written: 1.
 */
export async function runProvider(service: Service): Promise<void> {
  const settings = readSettings(process.env);
  if (typeof settings === 'string') {
    process.stderr.write(`${settings}\n`);
    process.exit(2);
  }
  await open(service, settings).catch(die);
}

async function open(service: Service, settings: Settings): Promise<void> {
  const { journalPath, originMs = performance.timeOrigin, seed, token } = settings;
  const { name: provider } = service;
  const desk = openDesk(service, token);
  let before = 0;
  await readJournal(journalPath, (request) => {
    before = Math.max(before, numberOf(request.id));
    desk.restore(request);
  });
  const offsetMs = rounded(performance.timeOrigin - originMs);
  const header: ProviderHeader = { schemaVersion: 1, source: provider, offsetMs, errorMs: clockErrorMs, seed };
  const journal = openJournal(journalPath, header);
  const nowMs = (): number => rounded(performance.now());
  let { conduct } = settings;
  const note = (): void => journal.write({ mark: 'conduct', provider, atMs: nowMs(), conduct });
  note();

  const server = await openProviderServer({
    ...{ provider, desk, host: settings.host, port: settings.port, seed, before, nowMs, onFault: die },
    conduct: () => conduct,
    write: (request) => journal.write(request),
  });
  const control = controlServer({
    desk,
    conduct: () => conduct,
    setConduct(next) {
      conduct = next;
      note();
    },
    open: () => server.open(),
  });
  const controlUrl = await listenAt(control, settings.host, settings.controlPort);
  let isStopping = false;
  const stop = async (): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    control.close();
    const requests = await server.stop();
    journal.write({ mark: 'stopped', provider, atMs: nowMs(), requests });
    journal.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  process.stdout.write(`${JSON.stringify({ listening: server.url, control: controlUrl })}\n`);
}

/** What was answered without being written down would be no evidence: better no provider at all. */
function die(error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}

function numberOf(id: string): number {
  const number = Number(id.slice(id.lastIndexOf('-') + 1));
  return Number.isInteger(number) ? number : 0;
}

/** Microseconds are enough. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
