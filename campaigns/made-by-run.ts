import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Operation } from '../core/operation.ts';
import { openProblems } from '../recording/problems.ts';
import { readHistory } from '../recording/read-history.ts';
import { openSeenIds } from '../recording/seen-ids.ts';

/** Something at the target that the run made, by the target's own id. */
export interface Made {
  readonly tenant: string;
  readonly id: string;
  /** The intent that made it. */
  readonly tag: string;
}

export interface MadeByRun {
  /** Acknowledged, and not known to be cancelled again; by tenant and id. */
  readonly bookings: ReadonlyMap<string, Made>;
  readonly customers: readonly Made[];
  /** Tags of what nobody knows whether it was booked. */
  readonly uncertain: readonly Omit<Made, 'id'>[];
}

const placing: ReadonlySet<string> = new Set(['book', 'hold', 'confirm', 'reschedule']);

export function madeKey(tenant: string, id: string): string {
  return `${tenant}\n${id}`;
}

/** What the histories of a run say that it made. */
export async function madeByRun(historyFolder: string): Promise<MadeByRun> {
  const bookings = new Map<string, Made>();
  const cancelled = new Set<string>();
  const customers: Made[] = [];
  const uncertain: Omit<Made, 'id'>[] = [];
  const operation = ({ verb, type, intent, value }: Operation): void => {
    const { tenant, booking } = value.asked ?? {};
    if (typeof tenant !== 'string') return;
    if (type === 'info' && placing.has(verb)) uncertain.push({ tenant, tag: intent });
    if (type !== 'ok') return;
    const { booking: made, customer } = value.answered ?? {};
    if (verb === 'cancel' && typeof booking === 'string') cancelled.add(madeKey(tenant, booking));
    if (verb === 'register-customer' && typeof customer === 'string')
      customers.push({ tenant, id: customer, tag: intent });
    if (!placing.has(verb)) return;
    const id = typeof made === 'string' ? made : booking;
    if (typeof id === 'string') bookings.set(madeKey(tenant, id), { tenant, id, tag: intent });
  };
  const taker = { source: () => undefined, mark: () => undefined, operation };
  for (const file of (await readdir(historyFolder)).filter((name) => name.endsWith('.ndjson'))) {
    await readHistory(join(historyFolder, file), taker, openProblems(), openSeenIds());
  }
  for (const key of cancelled) bookings.delete(key);
  return { bookings, customers, uncertain };
}
