import { createClient } from '@redis/client';
import type { CacheSample } from '../../core/resource-sample.ts';

const timeoutMs = 1_000;

/**
 * What a Valkey server has counted, by its own `INFO stats`; null: it does not answer, or nothing that can be read.
 * @param url `redis://127.0.0.1:6379`
 */
export async function cacheUsage(url: string, atMs: number): Promise<CacheSample | null> {
  const socket = { connectTimeout: timeoutMs, socketTimeout: timeoutMs, reconnectStrategy: false } as const;
  const client = createClient({ url, socket, maintNotifications: 'disabled', disableClientInfo: true });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const text = await client.info('stats');
    const counted = ['keyspace_hits', 'keyspace_misses'].map((name) =>
      Number(new RegExp(`^${name}:(\\d+)`, 'm').exec(text)?.[1] ?? Number.NaN),
    );
    const lookUps = counted.reduce((sum, one) => sum + one);
    return Number.isSafeInteger(lookUps) ? { kind: 'cache', atMs, lookUps } : null;
  } catch {
    return null;
  } finally {
    if (client.isOpen) client.destroy();
  }
}
