import { createClient } from '@redis/client';
import type { Logger } from 'pino';
import { createPatience } from './patience.ts';
import type { Settings } from './settings.ts';

/** Texts by their keys, with somebody who may forget them, be slow, or be away at any moment: never an error. */
export interface Cache {
  /** False: there is none, and nobody need be asked. */
  readonly isThere: boolean;
  /** In the order of the keys, null where nothing is kept; undefined: nobody could be asked, or not in time. */
  read(keys: readonly string[]): Promise<readonly (string | null)[] | undefined>;
  /** Nobody waits for it, and nobody may rely on it. */
  keep(entries: ReadonlyMap<string, string>): void;
  close(): void;
}

/** Whoever waits longer had better ask the database. */
const timeoutMs = 50;
/** What nobody asks for goes by itself; what is asked for under an old version never is again. */
const keptSeconds = 600;
/** Commands that wait for an answer; more are refused at once. */
const waitingMax = 1_000;

/** Without a URL: one that keeps nothing. */
export function createCache({ cacheUrl, processName }: Settings, log: Logger): Cache {
  if (cacheUrl === undefined) {
    return { isThere: false, read: async () => undefined, keep: () => undefined, close: () => undefined };
  }
  const client = openClient(cacheUrl, processName, log);
  const patience = createPatience('the cache', timeoutMs, log);
  return {
    isThere: true,
    read: (keys) => patience.ask(() => client.mGet([...keys])),
    keep(entries) {
      // The one that looks whether it is back is to be a reader, who learns something from it.
      if (!patience.isAsking()) return;
      const pipeline = client.multi();
      for (const [key, text] of entries) pipeline.set(key, text, { expiration: { type: 'EX', value: keptSeconds } });
      void patience.ask(() => pipeline.execAsPipeline());
    },
    close: () => client.destroy(),
  };
}

/** Connects by itself, again and again; what is asked meanwhile fails at once. */
function openClient(url: string, name: string, log: Logger) {
  const client = createClient({
    ...{ url, name, disableOfflineQueue: true, commandsQueueMaxLength: waitingMax, maintNotifications: 'disabled' },
    // A connection over which nothing comes any more, not even an answer to a ping, is given up.
    pingInterval: 1_000,
    socket: { connectTimeout: 1_000, socketTimeout: 5_000, reconnectStrategy: () => 200 + Math.random() * 300 },
  });
  client.on('error', (error: unknown) => log.debug({ err: error }, 'the cache cannot be reached'));
  client.connect().catch(() => undefined);
  return client;
}
