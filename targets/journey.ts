import type { Random } from '../core/random.ts';
import type { Completion, Intent } from './intent.ts';
import type { Offers } from './target.ts';

/** The user does nothing (talks, reads, thinks) for so long. */
export interface Pause {
  readonly pauseMs: number;
}

/** What a journey knows of the user that it plays. */
export interface Player {
  readonly offers: Offers;
  /** Of this journey alone. */
  readonly random: Random;
  /** A fresh tag for a fresh logical attempt; retries use the tag that they retry. */
  newTag(): string;
  /** UTC day and time arithmetic without a clock: `day` is `YYYY-MM-DD`. */
  readonly anchorDay: string;
}

/**
 * One user's visit, free of I/O: it yields pauses and intents, is given what came of each intent, and returns whether
 * it reached its goal. So the same journey runs in k6, in Node and in a unit test.
 */
export type Journey<Row> = (row: Row, player: Player) => Generator<Pause | Intent, boolean, Completion>;

export function isPause(yielded: Pause | Intent): yielded is Pause {
  return 'pauseMs' in yielded;
}
