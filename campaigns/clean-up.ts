import { writeFile } from 'node:fs/promises';
import type { StoredBooking } from '../core/booking.ts';
import type { Client } from '../drivers/node/client.ts';
import { type Made, type MadeByRun, madeKey } from './made-by-run.ts';

export interface CleanUpOptions {
  /** What stands there after the load; undefined where nobody could read it: then what was acknowledged is taken. */
  readonly stored: readonly StoredBooking[] | undefined;
  readonly made: MadeByRun;
  /** What each tag of the run begins with. */
  readonly prefixes: readonly string[];
  /** Each cancels one booking at a time. */
  readonly clients: readonly Client[];
  /** Why nothing can be cancelled; undefined: it can. */
  readonly obstacle?: string | undefined;
  /** cleanup.json */
  readonly file: string;
}

/** cleanup.json: what a run left behind at a target of others, so that its owner can look for it. */
export interface CleanUp {
  readonly schemaVersion: 1;
  readonly cancelled: number;
  readonly left: readonly (Made & { readonly why: string })[];
  /** Registered as new customers: no adapter can take that back. Their names and numbers are invented. */
  readonly customers: readonly Made[];
  /** Where the state could not be read: what may have been booked, by its tag. */
  readonly uncertain: readonly Omit<Made, 'id'>[];
}

/** Cancels through the target's own API what the run booked, and writes down what it could not cancel. */
export async function cleanUp(options: CleanUpOptions): Promise<CleanUp> {
  const { made, clients, obstacle } = options;
  const waiting = ours(options);
  const left: (Made & { why: string })[] = [];
  let cancelled = 0;
  const work = async (client: Client): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { tenant, id, tag } = next;
      const { completion, lastReply } = await client.perform({ verb: 'cancel', tenant, booking: id, tag });
      if (completion.type === 'ok') cancelled += 1;
      else left.push({ ...next, why: `${completion.reason} (status ${lastReply?.status ?? 0})` });
    }
  };
  if (obstacle === undefined) await Promise.all(clients.map(work));
  left.push(...waiting.map((each) => ({ ...each, why: obstacle ?? 'nobody got to it' })));
  const uncertain = options.stored === undefined ? made.uncertain : [];
  const result: CleanUp = { schemaVersion: 1, cancelled, left, customers: made.customers, uncertain };
  await writeFile(options.file, `${JSON.stringify(result, null, 2)}\n`);
  return result;
}

/** Whatever bears a tag of the run, or was acknowledged to it, and stands there still. */
function ours({ stored, made, prefixes }: CleanUpOptions): Made[] {
  if (stored === undefined) return [...made.bookings.values()];
  return stored.flatMap(({ id, tenant, tag = '', status }) => {
    const isOurs = made.bookings.has(madeKey(tenant, id)) || prefixes.some((prefix) => tag.startsWith(`${prefix}-`));
    return isOurs && (status === 'booked' || status === 'held') ? [{ tenant, id, tag }] : [];
  });
}
