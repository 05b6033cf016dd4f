import type { Completion, Intent } from '../../targets/intent.ts';
import { isPause, type Journey, type Player } from '../../targets/journey.ts';

export interface WalkOptions {
  /** Takes the pauses; without it they are skipped. */
  readonly pause?: (pauseMs: number) => Promise<void>;
  /** Once aborted, nothing further is begun. */
  readonly signal?: AbortSignal;
}

/** Walks a journey from Node, one intent after the other. */
export async function walkJourney<Row>(
  journey: Journey<Row>,
  row: Row,
  player: Player,
  perform: (intent: Intent) => Promise<Completion>,
  { pause, signal }: WalkOptions = {},
): Promise<boolean> {
  const steps = journey(row, player);
  let result = steps.next();
  while (!result.done) {
    if (signal?.aborted === true) return false;
    const step = result.value;
    if (isPause(step)) {
      await pause?.(step.pauseMs);
      result = steps.next();
    } else result = steps.next(await perform(step));
  }
  return result.value;
}
