import type { Interner } from './interner.ts';

/** A tenant of the world as entries name it: where a platform knows no tenants, its only one has no name, and is -1. */
export function tenantNumber(names: Interner, id: string): number {
  return id === '' ? -1 : names.numberOf(id);
}
