import type { ContendOperation, Round } from '../../core/round.ts';
import { openBoard } from '../../drivers/open-board.ts';
import { playPart, type RaceClient, visitOf } from '../../drivers/play-part.ts';
import type { Shape } from '../../scenarios/races/shape.ts';
import type { Completion, Intent } from '../../targets/intent.ts';
import type { Offers } from '../../targets/target.ts';

/** One intent of a round that was played: who, what, when, and what came of it. */
export interface Said {
  readonly contender: number;
  readonly intent: Intent;
  readonly completion: Completion;
  readonly atMs: number;
  readonly isRaced: boolean;
}

export interface Played {
  readonly said: readonly Said[];
  readonly contends: readonly ContendOperation[];
}

/** A time that only passes when everybody waits. */
export function openTime(startMs: number) {
  let nowMs = startMs;
  const timers: { readonly atMs: number; readonly go: () => void }[] = [];
  return {
    now: () => nowMs,
    waitUntil: (atMs: number): Promise<void> =>
      atMs <= nowMs ? Promise.resolve() : new Promise((go) => timers.push({ atMs, go })),
    /** @throws when it never ends */
    async runUntil(end: Promise<unknown>): Promise<void> {
      let isOver = false;
      void end.finally(() => {
        isOver = true;
      });
      for (let turns = 0; turns < 10_000; turns += 1) {
        await new Promise((resolve) => setImmediate(resolve));
        if (isOver) return;
        timers.sort((a, b) => a.atMs - b.atMs);
        const next = timers.shift();
        if (next === undefined) continue;
        nowMs = Math.max(nowMs, next.atMs);
        next.go();
      }
      throw new Error('the round never ends');
    },
  };
}

const requestMs = 10;
const originMs = Date.parse('2026-11-22T12:00:00Z');

/** Plays a round as a driver does, each request taking 10 ms and having its effect in the middle of them. */
export async function playRound(
  shape: Shape,
  round: Round,
  offers: Offers,
  perform: (intent: Intent, nowMs: number) => Completion,
): Promise<Played> {
  const time = openTime(0);
  const said: Said[] = [];
  const contends: ContendOperation[] = [];
  let ids = 0;
  const clientOf = (contender: number): RaceClient => ({
    clock: time.now,
    waitUntil: time.waitUntil,
    write: (operation) => contends.push(operation),
    async perform(intent, meetMs) {
      if (meetMs !== undefined) await time.waitUntil(meetMs);
      const startMs = time.now();
      await time.waitUntil(startMs + requestMs / 2);
      const completion = perform(intent, originMs + time.now());
      said.push({ contender, intent, completion, atMs: startMs, isRaced: meetMs !== undefined });
      await time.waitUntil(startMs + requestMs);
      const id = `operation-${ids++}`;
      return meetMs === undefined ? { completion, id } : { completion, id, racedMs: [startMs, time.now()] as const };
    },
  });
  const boards = new Map<number, ReturnType<typeof openBoard>>();
  for (const { lane } of round.contenders) {
    boards.set(lane, openBoard(round.contenders.filter((each) => each.lane === lane).length));
  }
  const input = { runId: '0000abcd', seed: 1, anchorDay: '2026-11-22' };
  const parts = round.contenders.map(({ lane }, index) => {
    const board = boards.get(lane) as ReturnType<typeof openBoard>;
    const visit = visitOf(input, round, index, offers);
    const client = clientOf(index);
    return playPart({ round, index, shape, visit, board, client, roundTag: 'round-tag', loadMs: 0, originMs });
  });
  await time.runUntil(Promise.all(parts));
  return { said, contends };
}
