import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadInput } from '../../core/load-input.ts';
import type { Mark, Operation } from '../../core/operation.ts';
import type { Reach } from '../../core/reach.ts';
import type { Round } from '../../core/round.ts';
import type { Shape } from '../../scenarios/races/shape.ts';
import type { Target } from '../../targets/target.ts';
import { type OpenBoard, openBoard } from '../open-board.ts';
import { playPart, visitOf } from '../play-part.ts';
import { openBarrier } from './open-barrier.ts';
import { openContender, type SocketContender } from './open-contender.ts';
import { originOf } from './origin.ts';

export interface SocketRaces {
  readonly input: Pick<LoadInput, 'plan' | 'baseUrls' | 'seed' | 'anchorDay' | 'runId' | 'originMs' | 'zones'>;
  readonly secrets: Readonly<Record<string, string>>;
  readonly target: Target;
  readonly shapes: readonly Shape[];
  /** ms since `originMs`, monotonic. */
  readonly clock: () => number;
  readonly write: (line: Operation | Mark) => void;
  readonly signal: AbortSignal;
  readonly reach?: Reach | undefined;
}

export interface PlayedRaces {
  /** Lanes that reached the load's end, and those that were stopped before. */
  readonly completed: number;
  readonly interrupted: number;
  /** Why replies did not come, and how often. */
  readonly faults: ReadonlyMap<string, number>;
}

/**
 * Plays a plan's rounds on raw sockets from this process: the same parts as in k6, and a meeting at which everybody
 * lacks one byte. Nothing is sent a second time, so there are no retries to be found.
 */
export async function playRaces(races: SocketRaces): Promise<PlayedRaces> {
  const { input, clock, write, signal } = races;
  const { rounds = [], lanes = 0 } = input.plan;
  const loadMs = clock();
  const origins = input.baseUrls.map(originOf);
  const faults = new Map<string, number>();
  const onFault = (words: string): void => void faults.set(words, (faults.get(words) ?? 0) + 1);
  const waitUntil = async (atMs: number): Promise<void> => {
    const leftMs = atMs - clock();
    if (leftMs > 0) await sleep(leftMs, undefined, { signal });
    else signal.throwIfAborted();
  };
  const contenders = new Set<SocketContender>();
  const stop = (): void => {
    for (const contender of contenders) contender.close();
  };
  signal.addEventListener('abort', stop, { once: true });
  const barrier = openBarrier(clock);

  const playContender = async (round: Round, index: number, shape: Shape, board: OpenBoard): Promise<void> => {
    const visit = visitOf(input, round, index, races.target.offers);
    const client = openContender({ ...races, origins, visit, waitUntil, round, index, barrier, onFault });
    contenders.add(client);
    try {
      const roundTag = `${input.runId}-${round.shape}-${round.number}`;
      await playPart({ round, index, shape, visit, board, client, roundTag, loadMs, originMs: input.originMs });
    } catch (error) {
      // Nobody waits for what this one can no longer note.
      board.leave();
      throw error;
    } finally {
      contenders.delete(client);
      client.close();
    }
  };
  const playLane = async (lane: number): Promise<void> => {
    for (const round of roundsOf(rounds, lane)) {
      await waitUntil(loadMs + round.fromMs);
      const mine = round.contenders.flatMap((contender, index) => (contender.lane === lane ? [index] : []));
      const board = openBoard(mine.length);
      const shape = shapeOf(races.shapes, round);
      const played = await Promise.allSettled(mine.map((index) => playContender(round, index, shape, board)));
      // All of them, since a request that is under way when one is stopped has to be written too.
      for (const part of played) if (part.status === 'rejected') throw part.reason;
    }
    write({ mark: 'lane-ended', atMs: clock(), detail: { lane } });
  };

  write({ mark: 'load-started', atMs: loadMs, detail: { journey: 'race' } });
  const played = await Promise.allSettled(Array.from({ length: lanes }, (_, lane) => playLane(lane)));
  barrier.close();
  stop();
  signal.removeEventListener('abort', stop);
  const bug = played.find((lane) => lane.status === 'rejected');
  if (bug !== undefined && !signal.aborted) throw bug.reason;
  const interrupted = played.filter(({ status }) => status === 'rejected').length;
  return { completed: played.length - interrupted, interrupted, faults };
}

function roundsOf(rounds: readonly Round[], lane: number): readonly Round[] {
  return rounds
    .filter(({ contenders }) => contenders.some((contender) => contender.lane === lane))
    .sort((a, b) => a.fromMs - b.fromMs);
}

function shapeOf(shapes: readonly Shape[], { shape }: Round): Shape {
  const found = shapes.find(({ name }) => name === shape);
  if (found === undefined) throw new Error(`no shape is called ${shape}`);
  return found;
}
