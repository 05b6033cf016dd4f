import type { Operation } from '../core/operation.ts';
import type { Interner } from './interner.ts';
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
  /** Bookings in the list. */
  readonly count: number;
  readonly isThere: boolean;
}

export interface ListLooks {
  readonly looks: readonly ListLook[];
  /** The longest list that anybody was told: one as long may have been cut off there. */
  longest(): number;
}

export interface OpenListLooks extends ListLooks {
  take(operation: Operation): void;
}

/** Lists of which there is another page are left out. */
export function openListLooks(names: Interner): OpenListLooks {
  const looks: ListLook[] = [];
  let longest = 0;
  return {
    looks,
    longest: () => longest,
    take({ id, verb, type, startMs, value }) {
      if (verb !== 'list-bookings' || type !== 'ok') return;
      const { asked = {}, answered = {} } = value;
      const { count, cursor, read } = answered;
      if (typeof count !== 'number') return;
      longest = Math.max(longest, count);
      const { tenant, booking, day } = asked;
      const isAsked = typeof tenant === 'string' && typeof booking === 'string' && typeof day === 'string';
      if (!isAsked || cursor !== undefined || asked.cursor !== undefined) return;
      const [isThere, of] = [
        read !== undefined,
        { tenant: tenantNumber(names, tenant), booking: names.numberOf(booking) },
      ];
      looks.push({ id, ...of, day, startMs, count, isThere });
    },
  };
}
