import type { StoredBooking } from '../../core/booking.ts';
import type { Client } from './client.ts';

export interface StateRead {
  readonly bookings: number;
  /** False when a page did not come, repeated itself, or the pages never ended: then no law may lean on the state. */
  readonly isComplete: boolean;
  readonly problem?: string;
}

/** No platform that this harness is meant for has more pages than this for one tenant. */
const pagesMax = 10_000;

/** Reads all that the platform stores for a tenant, page by page, as a user with that right could. */
export async function readState(
  client: Client,
  tenant: string,
  take: (booking: StoredBooking) => void | Promise<void>,
): Promise<StateRead> {
  const cursors = new Set<string>();
  let cursor: string | undefined;
  let bookings = 0;
  for (let page = 0; page < pagesMax; page += 1) {
    const { completion, lastReply } = await client.perform({
      verb: 'read-state',
      tenant,
      ...(cursor ? { cursor } : {}),
    });
    if (completion.type !== 'ok' || completion.answer.bookings === undefined) {
      const problem = `page ${page + 1} of ${tenant}: ${completion.type}, status ${lastReply?.status ?? 0}`;
      return { bookings, isComplete: false, problem };
    }
    for (const booking of completion.answer.bookings) await take(booking);
    bookings += completion.answer.bookings.length;
    cursor = completion.answer.cursor;
    if (cursor === undefined) return { bookings, isComplete: true };
    if (cursors.has(cursor))
      return { bookings, isComplete: false, problem: `${tenant}: the same page again after ${page + 1}` };
    cursors.add(cursor);
  }
  return { bookings, isComplete: false, problem: `${tenant}: no end after ${pagesMax} pages` };
}
