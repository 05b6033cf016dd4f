import type { StoredBooking } from '../../core/booking.ts';

export type Row = { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] } & { expiresMs: number };

/** What a platform stores, with every version of it, so that a copy may lag. */
export interface TownRows {
  readonly all: Map<string, Row>;
  newId(tenant: string): string;
  put(row: Row): void;
  drop(row: Row): void;
  /** Holds that ran out are cancelled from then on. */
  find(tenant: string, id: string): Row | undefined;
  findOld(tenant: string, id: string, atMs: number): Row | undefined;
  findAnybodys(id: string): Row | undefined;
  isLive(row: Row): boolean;
}

/** @param now ms on the run's clock */
export function openTownRows(isNumberedPerTenant: boolean, originMs: number, now: () => number): TownRows {
  const all = new Map<string, Row>();
  const numbers = new Map<string, number>();
  const versions = new Map<string, { readonly atMs: number; readonly row: Row | undefined }[]>();
  const nameOf = (tenant: string, id: string): string => `${tenant} ${id}`;
  const keep = (name: string): void => {
    const row = all.get(name);
    versions.set(name, [...(versions.get(name) ?? []), { atMs: now(), row: row && { ...row } }]);
  };
  const isHeld = ({ status, expiresMs }: Row): boolean => status === 'held' && expiresMs > originMs + now();

  return {
    all,
    newId(tenant) {
      const counter = isNumberedPerTenant ? tenant : '';
      numbers.set(counter, (numbers.get(counter) ?? 0) + 1);
      return `${isNumberedPerTenant ? '' : 'bk-'}${numbers.get(counter)}`;
    },
    put(row) {
      all.set(nameOf(row.tenant, row.id), row);
      keep(nameOf(row.tenant, row.id));
    },
    drop(row) {
      all.delete(nameOf(row.tenant, row.id));
      keep(nameOf(row.tenant, row.id));
    },
    find(tenant, id) {
      const row = all.get(nameOf(tenant, id));
      if (row?.status === 'held' && !isHeld(row)) row.status = 'cancelled';
      return row;
    },
    findOld: (tenant, id, atMs) => versions.get(nameOf(tenant, id))?.findLast((version) => version.atMs <= atMs)?.row,
    findAnybodys: (id) => [...all.values()].find((row) => row.id === id),
    isLive: (row) => row.status === 'booked' || row.status === 'no-show' || isHeld(row),
  };
}
