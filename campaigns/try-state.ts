import type { StoredBooking } from '../core/booking.ts';
import type { Client } from '../drivers/node/client.ts';
import type { Answer } from '../targets/intent.ts';
import { type Trying, wordsOf } from './trying.ts';

const pagesMax = 200;

/** All that is stored, by the platform's pages or by the user's own command: each id once, our tag among them. */
export async function tryState(trying: Trying, client: Client, tenant: string): Promise<void> {
  const { target, runId, readStored } = trying.options;
  const seen = new Set<string>();
  let repeated: string | undefined;
  let tagged = 0;
  const take = ({ id, tag }: StoredBooking): void => {
    if (seen.has(id)) repeated ??= id;
    seen.add(id);
    if (tag?.startsWith(`${runId}-`)) tagged += 1;
  };
  const words = (): string | { readonly fault: string } => {
    if (repeated !== undefined) return { fault: `the id ${repeated} stands there twice` };
    const isTagLost = target.offers.tags && tagged === 0 && trying.ids.size > 0;
    return isTagLost
      ? { fault: `${seen.size} bookings, and none with a tag of ours` }
      : `${seen.size} bookings, ${tagged} of them ours`;
  };
  if (readStored !== undefined) {
    const { problem } = await readStored(take);
    const said = problem === undefined ? words() : { fault: problem };
    const state = typeof said === 'string' ? 'ok' : 'not-understood';
    trying.trials.push({ name: '--final-state', state, found: wordsOf(said) });
  }
  if (!trying.has('read-state')) return;
  const cursors = new Set<string>();
  let cursor: string | undefined;
  seen.clear();
  [repeated, tagged] = [undefined, 0];
  for (let page = 1; page <= pagesMax; page += 1) {
    if (trying.trials.at(-1)?.name === 'read-state') trying.trials.pop();
    const intent = { verb: 'read-state', tenant, ...(cursor === undefined ? {} : { cursor }) } as const;
    const ok = (answer: Answer) => {
      for (const booking of answer.bookings ?? []) take(booking);
      const next = answer.cursor;
      if (next !== undefined && cursors.has(next))
        return { fault: `page ${page} leads back to one that was read: it never ends` };
      return next === undefined ? words() : `the first ${page} pages: ${seen.size} bookings`;
    };
    const { answer } = await trying.attempt(client, 'read-state', intent, { ok });
    cursor = answer?.cursor;
    if (cursor === undefined || cursors.has(cursor)) return;
    cursors.add(cursor);
  }
}
