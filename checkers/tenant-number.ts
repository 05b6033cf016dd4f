import type { Interner } from './interner.ts';

/** A tenant of the world as entries name it: where a platform knows no tenants, its only one has no name, and is -1. */
export function tenantNumber(names: Interner, id: string): number {
  return id === '' ? -1 : names.numberOf(id);
}

/** The other way round: the id by which the world has the tenant of an entry. */
export function tenantId(names: Interner, number: number): string {
  return number === -1 ? '' : names.textOf(number);
}
