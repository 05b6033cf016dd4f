import type { Fault } from '../fault.ts';
import { processKilled } from './process-killed.ts';

const database = 'postgres';

/** `kill -9` of all of the database at once; it is started again on its data, and recovers from its log. */
export function databaseKilled(): Fault {
  return {
    ...processKilled(database),
    name: 'database-killed',
    lacks: ({ processControl }) =>
      processControl === undefined ? "the target's database is not ours to kill" : undefined,
  };
}
