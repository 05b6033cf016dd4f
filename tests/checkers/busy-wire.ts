import type { Operation } from '../../core/operation.ts';
import type { Random } from '../../core/random.ts';
import { type Reply, tenant } from './busy-platform.ts';

/** Of two sources together. */
export const clockErrorMs = 4;

export interface Ask {
  readonly verb: string;
  readonly asked: Record<string, unknown>;
  readonly intent: string;
  readonly key?: string;
  /** Something is read when the request comes in. */
  readonly first?: () => void;
  readonly effect: (atMs: number) => Reply;
}

/** Waits so long, or, where users meet, until the clock shows a multiple of it. */
interface Rest {
  readonly pauseMs: number;
  readonly isMeeting?: boolean;
}

export type User = Generator<Ask | Rest, void, Reply | undefined>;

/** Everybody's requests in one time: sent, taking effect at one moment, answered, or answered to nobody. */
export function runAll(users: readonly (readonly [string, User])[], draw: Random): readonly Operation[] {
  const queue: { readonly atMs: number; readonly run: () => void }[] = [];
  const operations: Operation[] = [];
  const at = (atMs: number, run: () => void): void => void queue.push({ atMs, run });
  const proceed = (name: string, user: User, nowMs: number, reply?: Reply): void => {
    const { value, done } = user.next(reply);
    if (done || value === undefined) return;
    if ('pauseMs' in value) {
      const restedMs = value.isMeeting ? Math.ceil(nowMs / value.pauseMs) * value.pauseMs : nowMs + value.pauseMs;
      at(restedMs, () => proceed(name, user, restedMs));
      return;
    }
    const inMs = nowMs + 1 + draw.integer(8);
    const effectMs = inMs + 1 + draw.integer(15);
    const isLost = draw.chance(0.06);
    const fate = isLost ? draw.integer(3) : 0;
    let answer: Reply = { fail: 'error' };
    if (value.first !== undefined) at(inMs, value.first);
    const lateMs = effectMs + (fate === 1 ? 50 + draw.integer(400) : 0);
    if (fate !== 2) {
      at(lateMs, () => {
        answer = value.effect(lateMs);
      });
    }
    const endMs = effectMs + 1 + draw.integer(10) + (isLost ? 20 : 0);
    at(endMs, () => {
      operations.push(
        recordOf(name, value, { nowMs, endMs, id: `op-${operations.length}` }, isLost ? undefined : answer),
      );
      proceed(name, user, endMs, isLost ? undefined : answer);
    });
  };
  for (const [name, user] of users) {
    const startMs = draw.integer(40);
    at(startMs, () => proceed(name, user, startMs));
  }
  while (queue.length > 0) {
    let first = 0;
    for (const [index, { atMs }] of queue.entries()) if (atMs < (queue[first]?.atMs ?? 0)) first = index;
    queue.splice(first, 1)[0]?.run();
  }
  return operations;
}

/** Sources' clocks are wrong by up to half of the error that is told. */
function recordOf(
  process: string,
  ask: Ask,
  times: { nowMs: number; endMs: number; id: string },
  reply: Reply | undefined,
): Operation {
  const wrongMs = (Number(process.slice(1)) % 3) - 1;
  const isOk = reply !== undefined && 'ok' in reply;
  return {
    ...{ id: times.id, intent: ask.intent, process, verb: ask.verb, keys: [], requests: [] },
    ...(ask.key === undefined ? {} : { idempotencyKey: ask.key }),
    ...{ startMs: times.nowMs + wrongMs * 2, endMs: times.endMs + wrongMs * 2 },
    type: reply === undefined ? 'info' : isOk ? 'ok' : 'fail',
    value: {
      asked: { tenant, ...ask.asked },
      ...(isOk ? { answered: reply.ok } : { reason: reply === undefined ? 'unknown' : reply.fail }),
    },
  };
}
