import type { Completion, Intent } from '../targets/intent.ts';

type ListIntent = Extract<Intent, { verb: 'list-bookings' }>;

/** A list that never ends is no list. */
const pagesMax = 50;

/** To the last page, and where there were several, once more: `checkers/left-out.ts` says why. */
export async function turnPages(
  intent: ListIntent,
  ask: (intent: Intent) => Promise<Completion>,
  signal: AbortSignal,
): Promise<void> {
  for (let walk = 0; walk < 2; walk += 1) {
    let cursor: string | undefined;
    let pages = 0;
    do {
      const completion = await ask(cursor === undefined ? intent : { ...intent, cursor });
      cursor = completion.type === 'ok' ? completion.answer.cursor : undefined;
      pages += 1;
    } while (cursor !== undefined && pages < pagesMax && !signal.aborted);
    if (pages === 1) return;
  }
}
