import type { Client } from './pool.ts';

/** What a process does with the database before it accepts its first request. */
export interface Preparation {
  /** @throws when the database is not one that was migrated */
  run(client: Client): Promise<void>;
}

export function createPreparation(): Preparation {
  return {
    async run(client) {
      await client.query('SELECT name FROM migrations LIMIT 1');
    },
  };
}
