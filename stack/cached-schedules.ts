import type { Interval } from './calendar.ts';
import type { Parts } from './parts.ts';
import type { Client } from './pool.ts';
import { type Busy, isTaken, type Schedules } from './schedules.ts';

/** A calendar as it is now, by the database: whatever is changed in it changes its version in the same transaction. */
interface Calendar {
  readonly staffId: string;
  /** null: none was ever drawn, so nothing of it is kept, or read elsewhere. */
  readonly version: string | null;
  readonly nowMs: number;
}

/** What stands in the way, and until when if it is a hold; its end needs no change of the calendar. */
interface Block extends Busy {
  readonly expiresMs: number | null;
}

/** One day of one calendar, at one version. */
interface Page {
  readonly calendar: Calendar;
  readonly day: number;
  readonly key: string;
}

const dayMs = 86_400_000;

const versionsSql = `SELECT wanted AS "staffId", version,
    extract(epoch FROM clock_timestamp())::float8 * 1000 AS "nowMs"
  FROM unnest($1::text[]) AS wanted LEFT JOIN calendar_versions ON staff_id = wanted`;

const blocksSql = `SELECT staff_id AS "staffId", session, extract(epoch FROM lower(blocked))::float8 * 1000 AS "from",
    extract(epoch FROM upper(blocked))::float8 * 1000 AS "to",
    CASE WHEN status = 'held' THEN extract(epoch FROM expires_at)::float8 * 1000 END AS "expiresMs"
  FROM appointments
  WHERE staff_id = ANY ($1::text[]) AND blocked && tstzrange($2, $3) AND ${isTaken}`;

/**
 * Schedules that keep what is busy in the cache, by calendar, version and day, where there is one. The version is read
 * first, from the database, and what is kept under it was read from the database behind that version, or from a replica
 * at just that version: so it is at least as new as the moment at which it is asked for, whoever kept it, and
 * whatever was booked, cancelled or lost in between. Whether a hold has run out says the database's clock, now, and
 * not that of a replica. Never to be called in a transaction that writes.
 */
export function cachedSchedules(parts: Parts, healthy: Schedules): Schedules {
  async function pagesOf(client: Client, pages: readonly Page[]): Promise<ReadonlyMap<Page, readonly Block[]>> {
    const texts = parts.cache.isThere ? await parts.cache.read(pages.map(({ key }) => key)) : undefined;
    const found = new Map<Page, readonly Block[]>();
    for (const [index, page] of pages.entries()) {
      const blocks = page.calendar.version === null ? undefined : parsed(texts?.[index], page);
      if (blocks !== undefined) found.set(page, blocks);
    }
    const missing = pages.filter((page) => !found.has(page));
    if (parts.cache.isThere)
      parts.metrics.cacheRead(texts === undefined ? 'failed' : missing.length === 0 ? 'hit' : 'miss');
    if (missing.length === 0) return found;
    const calendars = missing.map(({ calendar }) => calendar);
    const replicated = await parts.replica.at(calendars, (copy) => readPages(copy, missing));
    const read = replicated ?? (await readPages(client, missing));
    for (const [page, blocks] of read) found.set(page, blocks);
    if (texts !== undefined) {
      const kept = [...read].filter(([{ calendar }]) => calendar.version !== null);
      parts.cache.keep(new Map(kept.map(([{ key }, blocks]) => [key, textOf(blocks)])));
    }
    return found;
  }

  return {
    ...healthy,
    async busy(client, staffIds, between) {
      const calendars = await calendarsOf(client, staffIds);
      const pages = calendars.flatMap((calendar) =>
        daysOf(between).map((day) => ({ calendar, day, key: `busy:1:${calendar.version}:${day}` })),
      );
      if (pages.length === 0) return [];
      const found = await pagesOf(client, pages);
      return pages.flatMap((page) => (found.get(page) ?? []).filter((block) => isBusy(block, page, between)));
    },
  };
}

/** A hold that ran out is in nobody's way; what began the day before stands on that day's page too, if it was read. */
function isBusy({ from, to, expiresMs }: Block, { calendar, day }: Page, between: Interval): boolean {
  if (from >= between.to || to <= between.from) return false;
  if (expiresMs !== null && expiresMs <= calendar.nowMs) return false;
  return from >= day * dayMs || day === Math.floor(between.from / dayMs);
}

async function calendarsOf(client: Client, staffIds: readonly string[]): Promise<readonly Calendar[]> {
  const query = { name: 'calendar-versions', text: versionsSql, values: [staffIds] };
  return (await client.query<Calendar>(query)).rows;
}

/** Full days since 1970, by UTC. */
function daysOf({ from, to }: Interval): readonly number[] {
  const first = Math.floor(from / dayMs);
  return Array.from({ length: Math.ceil(to / dayMs) - first }, (_, index) => first + index);
}

/** All of those calendars and days at once: some that are known come along, and are left. */
async function readPages(client: Client, pages: readonly Page[]): Promise<ReadonlyMap<Page, readonly Block[]>> {
  const days = pages.map(({ day }) => day);
  const [first, last] = [Math.min(...days) * dayMs, (Math.max(...days) + 1) * dayMs];
  const staffIds = [...new Set(pages.map(({ calendar }) => calendar.staffId))];
  const values = [staffIds, new Date(first).toISOString(), new Date(last).toISOString()];
  const { rows } = await client.query<Block>({ name: 'busy-days', text: blocksSql, values });
  const byStaff = Map.groupBy(rows, ({ staffId }) => staffId);
  return new Map(
    pages.map((page) => {
      const [from, to] = [page.day * dayMs, (page.day + 1) * dayMs];
      const blocks = byStaff.get(page.calendar.staffId) ?? [];
      return [page, blocks.filter((block) => block.from < to && block.to > from)];
    }),
  );
}

type Line = readonly [session: string, from: number, to: number, expiresMs: number | null];

function textOf(blocks: readonly Block[]): string {
  return JSON.stringify(blocks.map(({ session, from, to, expiresMs }): Line => [session, from, to, expiresMs]));
}

/** undefined: nothing is kept, or nothing that anybody can read. */
function parsed(text: string | null | undefined, { calendar: { staffId } }: Page): readonly Block[] | undefined {
  if (text === null || text === undefined) return undefined;
  try {
    const lines = JSON.parse(text) as readonly Line[];
    const blocks = lines.map(([session, from, to, expiresMs]) => ({ staffId, session, from, to, expiresMs }));
    return blocks.every(isWhole) ? blocks : undefined;
  } catch {
    return undefined;
  }
}

function isWhole({ session, from, to, expiresMs }: Block): boolean {
  const times = [from, to, expiresMs ?? 0];
  return typeof session === 'string' && times.every(Number.isFinite) && from < to;
}
