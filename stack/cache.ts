import { createClient } from '@redis/client';
import { CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll, TimeoutStrategy, timeout, wrap } from 'cockatiel';
import type { Logger } from 'pino';
import type { Settings } from './settings.ts';

/** Texts by their keys, with somebody who may forget them, be slow, or be away at any moment: never an error. */
export interface Cache {
  /** In the order of the keys, null where nothing is kept; undefined: nobody could be asked, or not in time. */
  read(keys: readonly string[]): Promise<readonly (string | null)[] | undefined>;
  /** Nobody waits for it, and nobody may rely on it. */
  keep(entries: ReadonlyMap<string, string>): void;
  close(): void;
}

/** Whoever waits longer had better ask the database. */
const timeoutMs = 50;
/** So many failures without a success between them, and nobody asks for a while; then one does, to see. */
const failuresMax = 5;
const aloneMs = 1_000;
/** What nobody asks for goes by itself; what is asked for under an old version never is again. */
const keptSeconds = 600;
/** Commands that wait for an answer; more are refused at once. */
const waitingMax = 1_000;

/** Without a URL: one that keeps nothing. */
export function createCache({ cacheUrl, processName }: Settings, log: Logger): Cache {
  if (cacheUrl === undefined) return { read: async () => undefined, keep: () => undefined, close: () => undefined };
  const client = openClient(cacheUrl, processName, log);
  const breaker = circuitBreaker(handleAll, {
    halfOpenAfter: aloneMs,
    breaker: new ConsecutiveBreaker(failuresMax),
  });
  let isAlone = false;
  breaker.onBreak((why) => {
    // Each look that finds it still away breaks the circuit anew.
    const err = 'error' in why ? why.error : undefined;
    if (!isAlone) log.warn({ err }, 'the cache is left alone: it does not answer in time');
    isAlone = true;
  });
  breaker.onReset(() => {
    log.info('the cache answers again');
    isAlone = false;
  });
  // Aggressive: a command that was sent cannot be taken back, so it is left to itself.
  const policy = wrap(breaker, timeout(timeoutMs, TimeoutStrategy.Aggressive));
  return {
    read: (keys) => policy.execute(() => client.mGet([...keys])).catch(() => undefined),
    keep(entries) {
      // The one that looks whether it is back is to be a reader, who learns something from it.
      if (breaker.state !== CircuitState.Closed) return;
      const pipeline = client.multi();
      for (const [key, text] of entries) pipeline.set(key, text, { expiration: { type: 'EX', value: keptSeconds } });
      policy.execute(() => pipeline.execAsPipeline()).catch(() => undefined);
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
