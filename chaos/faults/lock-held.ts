import type { Fault } from '../fault.ts';

/** Somebody holds the largest table locked, as a change of the schema that waits does: nobody reads or writes it. */
export function lockHeld(): Fault {
  let table: string | undefined;
  return {
    name: 'lock-held',
    lacks: ({ database }) => (database === undefined ? "the target's database is not ours to lock" : undefined),
    inject: async ({ database }, signal) => {
      table = await database?.holdLock(signal);
    },
    isInjected: ({ database }) => database?.isLockHeld() === true,
    heal: async ({ database }) => database?.letGo(),
    isHealed: ({ database }) => database?.isLockHeld() === false,
    effect: () => (table === undefined ? undefined : `${table} was locked`),
  };
}
