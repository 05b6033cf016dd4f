import type { Client } from './pool.ts';
import type { Settings } from './settings.ts';

/** What a process does with the database before it accepts its first request. */
export interface Preparation {
  /** @throws when the database was not migrated, or keeps no versions where slots are cached or read from a replica */
  run(client: Client): Promise<void>;
}

export function createPreparation({ cacheUrl, replicaUrl }: Pick<Settings, 'cacheUrl' | 'replicaUrl'>): Preparation {
  return {
    async run(client) {
      await client.query('SELECT name FROM migrations LIMIT 1');
      if (cacheUrl === undefined && replicaUrl === undefined) return;
      const found = await client.query("SELECT to_regclass('calendar_versions') IS NOT NULL AS is_there");
      if (found.rows[0]?.is_there !== true)
        throw new Error(
          'calendars have no versions here, by which slots could be cached or read from a replica: ' +
            'run migrate with CACHE_URL or DATABASE_REPLICA_URL',
        );
    },
  };
}
