import type { StoredBooking } from '../core/booking.ts';
import type { Operation } from '../core/operation.ts';
import type { Interner } from './interner.ts';
import { openPairNumbers } from './pair-numbers.ts';
import type { Spans } from './spans.ts';
import { type LedgerBooking, ledgerBooking } from './stored-bookings.ts';
import { tenantNumber } from './tenant-number.ts';

/** Somebody looked for one booking in the list of a day, and was told all of it. */
export interface ListLook {
  readonly id: string;
  /** Numbers of the ledger's interner. */
  readonly tenant: number;
  readonly booking: number;
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly startMs: number;
  readonly endMs: number;
  /** Bookings in the list. */
  readonly count: number;
  /** How many pages it had, to the last one. */
  readonly pages: number;
  /** Its line; undefined where it has none. */
  readonly read: LedgerBooking | undefined;
  /** It has one on more than one page. */
  readonly isRepeated: boolean;
}

export interface ListLooks {
  readonly looks: readonly ListLook[];
  /** The longest list that anybody was told in one page: one as long may have been cut off there. */
  longest(): number;
}

export interface OpenListLooks extends ListLooks {
  take(operation: Operation): void;
}

/** Those of one booking, by the tenant that looked and its id; most bookings have none. */
export function listLooksByBooking(
  looks: readonly ListLook[],
): (tenant: number, booking: number) => readonly ListLook[] {
  const numbers = openPairNumbers();
  const byBooking = Map.groupBy(looks, ({ tenant, booking }) => numbers.numberOf(tenant, booking));
  return (tenant, booking) => byBooking.get(numbers.numberOf(tenant, booking)) ?? [];
}

/** Lists whose pages nobody followed to the last one are left out. */
export function openListLooks(names: Interner, spans: Spans): OpenListLooks {
  const looks: ListLook[] = [];
  const begun = new Map<string, ListLook>();
  let longest = 0;
  return {
    looks,
    longest: () => longest,
    take({ id, verb, type, process, startMs, endMs, value }) {
      if (verb !== 'list-bookings' || type !== 'ok') return;
      const { asked = {}, answered = {} } = value;
      const { count, cursor, read } = answered;
      if (typeof count !== 'number') return;
      longest = Math.max(longest, count);
      const { tenant, booking, day } = asked;
      if (typeof tenant !== 'string' || typeof booking !== 'string' || typeof day !== 'string') return;
      const keyOf = (page: unknown): string => JSON.stringify([process, tenant, booking, day, page]);
      const isFirst = asked.cursor === undefined;
      const before = isFirst ? undefined : begun.get(keyOf(asked.cursor));
      if (!isFirst && before === undefined) return;
      const look = {
        ...{ id, day, startMs, tenant: tenantNumber(names, tenant), booking: names.numberOf(booking) },
        ...before,
        ...{ endMs, count: count + (before?.count ?? 0), pages: 1 + (before?.pages ?? 0) },
        isRepeated: before?.isRepeated === true || (read !== undefined && before?.read !== undefined),
        read: read === undefined ? before?.read : ledgerBooking(names, spans, read as StoredBooking),
      };
      if (cursor === undefined) looks.push(look);
      else begun.set(keyOf(cursor), look);
    },
  };
}
