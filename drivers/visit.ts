import type { LoadInput } from '../core/load-input.ts';
import { hash, random } from '../core/random.ts';
import type { Player } from '../targets/journey.ts';
import type { Offers } from '../targets/target.ts';

/** Names of one visit: the n-th arrival of a journey. Same seed, same names, whoever plays it. */
export interface Visit {
  readonly player: Player;
  /** The simulated user's name; a fresh one after every operation with an unknown outcome. */
  process(): string;
  /** To be called after an `info`. */
  renew(): void;
  /** 32 hex digits: run, journey, arrival, number within the visit. */
  nextId(): string;
}

/** What a visit needs of what the generator was handed. */
export type VisitInput = Pick<LoadInput, 'runId' | 'seed' | 'anchorDay'>;

export function openVisit(input: VisitInput, journey: string, arrival: number, offers: Offers): Visit {
  const prefix = input.runId + hex(hash(journey)) + hex(arrival);
  const user = `${journey}-${arrival}`;
  let operations = 0;
  let tags = 0;
  let lives = 0;
  return {
    player: {
      offers,
      random: random(input.seed).fork(journey).fork(arrival),
      newTag: () => `${input.runId}-${user}-${tags++}`,
      anchorDay: input.anchorDay,
    },
    process: () => (lives === 0 ? user : `${user}.${lives}`),
    renew: () => {
      lives += 1;
    },
    nextId: () => prefix + hex(operations++),
  };
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0');
}
