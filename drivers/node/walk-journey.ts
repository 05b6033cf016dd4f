import type { Completion, Intent } from '../../targets/intent.ts';
import { isPause, type Journey, type Player } from '../../targets/journey.ts';

/** Walks a journey from Node, one intent after the other; pauses are handed to `pause`, or skipped without it. */
export async function walkJourney<Row>(
  journey: Journey<Row>,
  row: Row,
  player: Player,
  perform: (intent: Intent) => Promise<Completion>,
  pause?: (pauseMs: number) => Promise<void>,
): Promise<boolean> {
  const steps = journey(row, player);
  let result = steps.next();
  while (!result.done) {
    const step = result.value;
    if (isPause(step)) {
      await pause?.(step.pauseMs);
      result = steps.next();
    } else result = steps.next(await perform(step));
  }
  return result.value;
}
