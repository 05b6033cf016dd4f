import exec from 'k6/execution';
import { setTimeout } from 'k6/timers';
import type { LoadInput } from '../../core/load-input.ts';
import type { Operation } from '../../core/operation.ts';
import type { Round } from '../../core/round.ts';
import type { Shape } from '../../scenarios/races/shape.ts';
import type { Target } from '../../targets/target.ts';
import { openBoard } from '../open-board.ts';
import { playPart, visitOf } from '../play-part.ts';
import { mark, record } from './history.ts';
import { openContender } from './open-contender.ts';

export interface RaceLoad {
  readonly input: LoadInput;
  readonly secretOf: (name: string) => string | undefined;
  readonly target: Target;
  readonly clock: () => number;
  /** Each lane's rounds, in the order of their times. */
  readonly lanes: readonly (readonly Round[])[];
  readonly shapes: readonly Shape[];
}

/**
 * An iteration that is one lane from the load's start to its end: it walks its rounds, and in each it plays all its
 * contenders at once. Every contender is a user of its own, with a session, a name and a connection of its own.
 */
export function playRaces(load: RaceLoad): () => Promise<void> {
  const { input, clock } = load;
  const write = (operation: Operation): void => (input.isRecorded ? record(operation) : undefined);
  const waitUntil = (atMs: number): Promise<void> =>
    new Promise((resolve) => {
      const leftMs = atMs - clock();
      if (leftMs > 0) setTimeout(resolve, leftMs);
      else resolve();
    });

  return async () => {
    const lane = exec.scenario.iterationInTest;
    const loadMs = exec.scenario.startTime - input.originMs;
    if (lane === 0) mark({ mark: 'load-started', atMs: loadMs, detail: { journey: 'race' } });
    for (const round of load.lanes[lane] ?? []) {
      await waitUntil(loadMs + round.fromMs);
      await playRound(load, round, lane, { loadMs, write, waitUntil });
    }
    mark({ mark: 'lane-ended', atMs: clock(), detail: { lane } });
  };
}

async function playRound(
  { input, secretOf, target, clock, shapes }: RaceLoad,
  round: Round,
  lane: number,
  {
    loadMs,
    write,
    waitUntil,
  }: { loadMs: number; write(line: Operation): void; waitUntil(atMs: number): Promise<void> },
): Promise<void> {
  const shape = shapes.find(({ name }) => name === round.shape);
  if (shape === undefined) throw new Error(`no shape is called ${round.shape}`);
  const mine = round.contenders.flatMap((contender, index) => (contender.lane === lane ? [index] : []));
  const board = openBoard(mine.length);
  await Promise.all(
    mine.map((index) => {
      const visit = visitOf(input, round, index, target.offers);
      const client = openContender({ input, secretOf, target, visit, clock, write, waitUntil, round, index });
      const roundTag = `${input.runId}-${round.shape}-${round.number}`;
      return playPart({ round, index, shape, visit, board, client, roundTag, loadMs, originMs: input.originMs });
    }),
  );
}
