import type { Fault } from '../fault.ts';

/** Somebody else holds every free connection of the database: a pool that is not full yet gets no more of them. */
export function connectionsUsedUp(): Fault {
  return {
    name: 'connections-used-up',
    lacks: ({ database }) => (database === undefined ? "the target's database is not ours to crowd" : undefined),
    inject: async ({ database }, signal) => void (await database?.useUpConnections(signal)),
    isInjected: ({ database }) => (database?.connectionsHeld() ?? 0) > 0,
    heal: async ({ database }) => database?.giveConnectionsBack(),
    isHealed: ({ database }) => database?.connectionsHeld() === 0,
  };
}
