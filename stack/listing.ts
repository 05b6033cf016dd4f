import { type Appointment, appointmentColumns } from './appointments.ts';
import type { Interval } from './calendar.ts';
import type { Client } from './pool.ts';
import { Problem } from './problem.ts';

export interface Page {
  readonly items: readonly Appointment[];
  /** Opaque; hand it back to get the next page. Absent on the last one. */
  readonly nextCursor?: string;
}

export interface Company {
  readonly id: string;
  readonly name: string;
  readonly trade: string;
}

/** Everything that comes in pages. A page starts behind the last row of the one before: no row twice, none left out. */
export interface Listing {
  /** @throws Problem `not-found` for a branch that is not the tenant's */
  timeZoneOf(client: Client, tenant: string, branchId: string): Promise<string>;
  /** In the order of start and id. */
  ofBranch(client: Client, branchId: string, between: Interval, limit: number, cursor?: string): Promise<Page>;
  /** All that was ever stored for a tenant, in the order of ids. */
  ofTenant(client: Client, tenant: string, limit: number, cursor?: string): Promise<Page>;
  companies(client: Client, limit: number, cursor?: string): Promise<{ items: Company[]; nextCursor?: string }>;
}

const ofBranchSql = `SELECT ${appointmentColumns} FROM appointments
  WHERE branch_id = $1 AND starts_at >= $2 AND starts_at < $3 AND (starts_at, id) > ($4::timestamptz, $5::text)
  ORDER BY starts_at, id LIMIT $6`;
const ofTenantSql = `SELECT ${appointmentColumns} FROM appointments
  WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3`;

export function createListing(): Listing {
  return {
    async timeZoneOf(client, tenant, branchId) {
      const text = 'SELECT time_zone FROM branches WHERE id = $2 AND company_id = $1';
      const query = { name: 'branch', text, values: [tenant, branchId] };
      const { rows } = await client.query<{ time_zone: string }>(query);
      if (rows[0] === undefined) throw new Problem('not-found', 'no such branch');
      return rows[0].time_zone;
    },
    async ofBranch(client, branchId, between, limit, cursor) {
      const [from, to] = [new Date(between.from).toISOString(), new Date(between.to).toISOString()];
      const [afterStart, afterId] = cursor === undefined ? [from, ''] : readCursor('day', cursor);
      const values = [branchId, from, to, afterStart, afterId, limit + 1];
      const { rows } = await client.query<Appointment>({ name: 'list-branch', text: ofBranchSql, values });
      return page(rows, limit, (last) => writeCursor('day', last.start, last.id));
    },
    async ofTenant(client, tenant, limit, cursor) {
      const [, after] = cursor === undefined ? ['', ''] : readCursor('all', cursor);
      const query = { name: 'list-tenant', text: ofTenantSql, values: [tenant, after, limit + 1] };
      const { rows } = await client.query<Appointment>(query);
      return page(rows, limit, (last) => writeCursor('all', '', last.id));
    },
    async companies(client, limit, cursor) {
      const [, after] = cursor === undefined ? ['', ''] : readCursor('companies', cursor);
      const text = 'SELECT id, name, trade FROM companies WHERE id > $1 ORDER BY id LIMIT $2';
      const { rows } = await client.query<Company>({ name: 'list-companies', text, values: [after, limit + 1] });
      return page(rows, limit, (last) => writeCursor('companies', '', last.id));
    },
  };
}

/** One row more than asked for was read: it only tells that there is another page. */
function page<Row>(
  rows: Row[],
  limit: number,
  cursorBehind: (last: Row) => string,
): { items: Row[]; nextCursor?: string } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last !== undefined ? { items, nextCursor: cursorBehind(last) } : { items };
}

function writeCursor(kind: string, start: string, id: string): string {
  return Buffer.from(JSON.stringify([kind, start, id])).toString('base64url');
}

function readCursor(kind: string, cursor: string): readonly [string, string] {
  const unreadable = new Problem('invalid', 'this cursor was not made by this list');
  try {
    const [madeFor, start, id]: unknown[] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const isTime = start === '' ? kind !== 'day' : /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(String(start));
    if (madeFor !== kind || typeof id !== 'string' || id.includes('\0') || !isTime) throw unreadable;
    return [String(start), id];
  } catch (cause) {
    throw cause === unreadable ? cause : new Problem('invalid', unreadable.message, { cause });
  }
}
