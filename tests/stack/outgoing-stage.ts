import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ProviderName, ProviderRequest } from '../../core/provider.ts';
import { type Provider, startProvider } from '../providers/start-provider.ts';
import { type Database, startDatabase, until } from './database.ts';
import { type Api, startApi, startRelay, startWorker, type Worker } from './platform.ts';
import { chairs, loadWorld, monday } from './world.ts';

/** Both providers in processes of their own, and what the platform has to be told of them. */
export interface OutsideWorld {
  readonly calendar: Provider;
  readonly messaging: Provider;
  readonly env: NodeJS.ProcessEnv;
  close(): Promise<void>;
}

export async function openOutsideWorld(): Promise<OutsideWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'stack-providers-'));
  const start = (name: ProviderName) =>
    startProvider(name, join(folder, `${name}.ndjson`), { PROVIDER_TOKEN: 'shown' });
  const [calendar, messaging] = await Promise.all([start('calendar'), start('messaging')]);
  return {
    calendar,
    messaging,
    env: { CALENDAR_URL: calendar.url, MESSAGING_URL: `${messaging.url}/`, PROVIDER_TOKEN: 'shown' },
    async close() {
      await Promise.all([calendar.end('SIGKILL'), messaging.end('SIGKILL')]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A platform that calls providers: a database, one process of each role, and both providers. */
export interface Stage extends OutsideWorld {
  readonly database: Database;
  readonly api: Api;
  readonly worker: Worker;
  /** One more relay; it is the caller's. */
  relay(env?: NodeJS.ProcessEnv): Promise<Worker>;
}

/** @param more environment variables of every process of the platform */
export async function openStage(more: NodeJS.ProcessEnv = {}): Promise<Stage> {
  const database = await startDatabase();
  try {
    await loadWorld(database.url);
    const outside = await openOutsideWorld();
    const common = { ...outside.env, ...more };
    const [api, worker] = await Promise.all([
      startApi(database.url, { ...common, PROCESS_NAME: 'api-1' }),
      startWorker(database.url, { ...common, PROCESS_NAME: 'worker-1' }),
    ]);
    return {
      ...outside,
      database,
      api,
      worker,
      relay: (env = {}) => startRelay(database.url, { ...common, ...env }),
      async close() {
        await Promise.all([api.stop(), worker.stop()]);
        await outside.close();
        await database.remove();
      },
    };
  } catch (error) {
    await database.remove();
    throw error;
  }
}

export interface Entry {
  readonly id: string;
  readonly reference: string;
  readonly staff: string;
  readonly start: string;
  readonly end: string;
}

export interface Sent {
  readonly reference: string;
  readonly to: string;
  readonly channel: string;
  readonly kind: string;
}

/** The entries and messages of one appointment that the providers have now. */
export async function told(
  { calendar, messaging }: OutsideWorld,
  reference: string,
): Promise<{ readonly entries: readonly Entry[]; readonly messages: readonly Sent[] }> {
  const query = `?reference=${encodeURIComponent(reference)}`;
  const [entries, messages] = await Promise.all([
    calendar.look(`/entries${query}`),
    messaging.look(`/messages${query}`),
  ]);
  return { entries: entries.entries as Entry[], messages: messages.messages as Sent[] };
}

/** The requests that a provider saw of one appointment, in the order of their arrival. */
export function requestsOf(provider: Provider, reference: string): readonly ProviderRequest[] {
  return provider.journal().filter(({ about }) => about?.reference === reference);
}

/** Those of these appointments of which something waits to be told. */
export async function waiting(api: Api, ids: readonly string[]): Promise<readonly string[]> {
  const backlog = await backlogOf(api);
  return ids.filter((id) => backlog.waiting?.includes(id));
}

async function backlogOf(api: Api): Promise<Record<string, string[]>> {
  return (await api.call('acme', 'GET', '/v1/outgoing')).body as Record<string, string[]>;
}

/** Until nothing of these appointments waits any more; what was given up of them. */
export async function untilTold(api: Api, ids: readonly string[]): Promise<readonly string[]> {
  return until(async () => {
    const { waiting, dead } = await backlogOf(api);
    const late = ids.filter((id) => waiting?.includes(id));
    if (late.length > 0) throw new Error(`${late.length} wait: ${late.slice(0, 3).join(', ')}`);
    return ids.filter((id) => dead?.includes(id));
  });
}

let given = 0;

/** A wish for a time that no other of these tests has; `at` such as `08:00`. */
export function freshWish(more: object = {}): Record<string, string> {
  const places = { branchId: 'acme-main', serviceId: 'cut', customerId: 'anna' };
  const staffId = chairs[given % (chairs.length - 1)] ?? '';
  const half = Math.floor(given / (chairs.length - 1)) % 6;
  const week = Math.floor(given / (chairs.length - 1) / 6);
  const start = new Date(Date.parse(`${monday}T08:00:00Z`) + half * 1_800_000 + week * 7 * 86_400_000);
  given += 1;
  return { ...places, staffId, start: `${start.toISOString().slice(0, 19)}Z`, ...more };
}
