import type { Contender, ContendOperation, Round } from '../core/round.ts';
import type { Shape } from '../scenarios/races/shape.ts';
import type { Completion, Intent } from '../targets/intent.ts';
import type { Offers } from '../targets/target.ts';
import type { OpenBoard } from './open-board.ts';
import { openVisit, type Visit, type VisitInput } from './visit.ts';

/** What came of one intent that a driver performed. */
export interface Performed {
  readonly completion: Completion;
  /** Its operation's id. */
  readonly id: string;
  /** The request that was raced, on the source's clock: when it was sent, and when its reply was there. */
  readonly racedMs?: readonly [number, number];
  /** Whether it stood at the barrier in time: only then it was late by the driver's fault. */
  readonly wasInTime?: boolean;
}

/** How a driver turns one contender's intents into traffic; it writes their operations itself. */
export interface RaceClient {
  /** @param meetMs holds the request that has the effect until then, on the source's clock, on a warm connection */
  perform(intent: Intent, meetMs?: number): Promise<Performed>;
  /** Resolves at that time of the source's clock, or at once when it is over. */
  waitUntil(atMs: number): Promise<void>;
  clock(): number;
  write(operation: ContendOperation): void;
}

export interface Part {
  readonly round: Round;
  /** Its place in `round.contenders`. */
  readonly index: number;
  readonly shape: Shape;
  readonly visit: Visit;
  readonly board: OpenBoard;
  readonly client: RaceClient;
  readonly roundTag: string;
  /** When the load began, on the source's clock, and where that clock's 0 stands (ms since 1970). */
  readonly loadMs: number;
  readonly originMs: number;
}

/** The names of one contender: users are called after their shape, and no two parts of a load have the same number. */
export function visitOf(input: VisitInput, round: Round, index: number, offers: Offers): Visit {
  return openVisit(input, round.shape, round.number * contendersMax + index, offers);
}

const contendersMax = 1_000;
const apartMs = 8;

/**
 * Plays one contender's part of a round, from its preparation to its last look, and writes its `contend` operation.
 * The same for every driver: who sends how, and what waiting means, is the client's.
 */
export async function playPart(part: Part): Promise<void> {
  const { round, index, shape, visit, board, client } = part;
  const contender = round.contenders[index] as Contender;
  const meetMs = part.loadMs + round.meetMs;
  const overMs = part.loadMs + round.toMs;
  const contendId = visit.nextId();
  const player = { ...visit.player, board, roundTag: part.roundTag };
  const steps = shape.play(round, contender, player);
  let raced: Performed | undefined;
  const nothing = undefined as unknown as Completion;
  // A crowd does not prepare at one moment, so that the platform is fresh when they meet.
  await client.waitUntil(part.loadMs + round.fromMs + index * apartMs);
  let result = steps.next();
  while (!result.done && client.clock() < overMs) {
    const step = result.value;
    let completion = nothing;
    if ('pauseMs' in step) await client.waitUntil(client.clock() + step.pauseMs);
    else if ('untilMs' in step) await client.waitUntil(meetMs + step.untilMs);
    else if ('untilUtc' in step) {
      const dueMs = Date.parse(step.untilUtc) - part.originMs + step.plusMs;
      if (!(dueMs < overMs)) break;
      await client.waitUntil(dueMs);
    } else if ('awaits' in step) await board.noted(step.awaits);
    else if ('meet' in step) {
      raced = await client.perform(step.meet, meetMs + contender.offsetMs);
      completion = raced.completion;
    } else completion = (await client.perform(step)).completion;
    result = steps.next(completion);
  }
  board.leave();
  const isCut = result.done !== true;
  client.write(contendOf(part, contender, { id: contendId, raced, isCut, nowMs: client.clock() }));
}

interface Played {
  readonly id: string;
  readonly raced: Performed | undefined;
  readonly isCut: boolean;
  readonly nowMs: number;
}

function contendOf(
  { round, index, visit, loadMs }: Part,
  { role, offsetMs }: Contender,
  { id, raced, isCut, nowMs }: Played,
): ContendOperation {
  const [startMs, endMs] = raced?.racedMs ?? [nowMs, nowMs];
  const { number, shape, contenders } = round;
  const cut = isCut ? { isCut } : {};
  const asked = { round: number, shape, role, contender: index, contenders: contenders.length, ...cut };
  const answered = raced && {
    outcome: raced.completion.type,
    ...(raced.completion.type === 'ok' ? {} : { reason: raced.completion.reason }),
    operation: raced.id,
  };
  return {
    ...{ id, intent: id, process: visit.process(), verb: 'contend', keys: [], startMs, endMs },
    ...(raced?.wasInTime === true ? { intendedMs: loadMs + round.meetMs + offsetMs } : {}),
    type: raced?.racedMs === undefined ? 'fail' : 'ok',
    requests: [],
    value: { asked, ...(answered === undefined ? {} : { answered }) },
  };
}
