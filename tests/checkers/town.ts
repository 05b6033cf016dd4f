import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { type Random, random } from '../../core/random.ts';
import { type Answer, type Fault, openTownPlatform } from './town-platform.ts';
import { type Ask, type Board, type Reply, townUser, type User } from './town-users.ts';
import { diary, originMs, placeAt, tenants } from './town-world.ts';

export interface TownRecording {
  readonly operations: readonly Operation[];
  readonly initial: readonly StoredBooking[];
  readonly final: readonly StoredBooking[];
}

/**
 * Users of several companies at once: they search, book, hold, confirm, move, cancel, look, share keys and tags, ask
 * for what is not worked and for what is others'. Replies get lost, with the effect now, later or never; and the
 * clocks of the two sources differ.
 */
export function townRecording(seed: number, fault?: Fault): TownRecording {
  const draw = random(seed);
  const coin = (): boolean => draw.chance(0.5);
  const drawn = {
    ...{ isNumberedPerTenant: coin(), hasNewIdAfterMove: coin(), hasNewIdAfterConfirm: coin(), isForgetful: coin() },
    ...{ otherBody: draw.pick(['refused', 'new'] as const), replay: draw.pick(['as it was', 'as it is'] as const) },
    isLenient: coin(),
  };
  // Where ids are numbered in each tenant, nobody can name another tenant's booking.
  const isLeak = fault === 'anybody may look' || fault === 'anybody may cancel';
  const manners = isLeak ? { ...drawn, isNumberedPerTenant: false } : drawn;
  const platform = openTownPlatform({ manners, diary, originMs, draw: draw.fork('platform'), fault });
  for (const tenant of tenants) {
    const slot = placeAt(`${tenant}-y`, '2027-04-06T02:30');
    const row: StoredBooking = {
      id: `old-${manners.isNumberedPerTenant ? 1 : tenant}`,
      tenant,
      ...slot,
      status: 'booked',
    };
    platform.rows.set(`${tenant} ${row.id}`, { ...row, service: 'visit', customer: 'c', expiresMs: 0 });
  }
  const initial = [...platform.rows.values()].map(stored);
  const board: Board = { bookings: initial.map(({ tenant, id }) => ({ tenant, id })) };
  const users = Array.from({ length: 30 }, (_, n) => townUser(n, platform, draw.fork(n), board));
  const operations = play(users, platform, draw);
  return { operations, initial, final: [...platform.rows.values()].map(stored) };
}

function stored({ expiresMs: _, ...row }: StoredBooking & { readonly expiresMs: number }): StoredBooking {
  return { ...row };
}

/** Plays all users at once: what happens, happens in the order of time, whoever asked for it. */
function play(
  users: readonly User[],
  platform: ReturnType<typeof openTownPlatform>,
  draw: Random,
): readonly Operation[] {
  const events: { readonly atMs: number; readonly order: number; run(): void }[] = [];
  const operations: Operation[] = [];
  let order = 0;
  const at = (atMs: number, run: () => void): void => {
    order += 1;
    events.push({ atMs, order, run });
  };
  const advance = (user: User, n: number, life: number, nowMs: number, reply: Reply): void => {
    const next = user.next(reply);
    if (next.done) return;
    if (typeof next.value === 'number') {
      const pauseMs = next.value;
      at(nowMs + pauseMs, () => advance(user, n, life, nowMs + pauseMs, {}));
      return;
    }
    const ask = next.value;
    const isLost = draw.chance(0.08);
    const [effectMs, endMs] = [nowMs + 1 + draw.integer(15), nowMs + 17 + draw.integer(20)];
    const fate = isLost ? draw.integer(3) : 0;
    let answer: Answer = {};
    if (fate < 2) at(fate === 0 ? effectMs : effectMs + draw.integer(2_000), () => (answer = ask.effect()));
    at(endMs, () => {
      const skewMs = n % 2 === 0 ? 0.9 : -0.9;
      operations.push(
        operationOf(ask, isLost ? 'lost' : answer, { n, life, startMs: nowMs + skewMs, endMs: endMs + skewMs }),
      );
      advance(user, n, isLost ? life + 1 : life, endMs + draw.integer(3), isLost ? 'lost' : answer);
    });
  };
  for (const [n, user] of users.entries())
    at(draw.integer(500), () => advance(user, n, 0, 500 + draw.integer(500), {}));
  while (events.length > 0) {
    events.sort((a, b) => b.atMs - a.atMs || b.order - a.order);
    const event = events.pop();
    platform.at(event?.atMs ?? 0);
    event?.run();
  }
  return operations;
}

let count = 0;

function operationOf(
  ask: Ask,
  reply: Reply,
  when: { n: number; life: number; startMs: number; endMs: number },
): Operation {
  count += 1;
  const { verb, tenant, tag, key } = ask;
  const type = reply === 'lost' ? 'info' : typeof reply === 'string' ? 'fail' : 'ok';
  const outcome =
    reply === 'lost'
      ? { reason: 'unknown' as const }
      : typeof reply === 'string'
        ? { reason: reply }
        : { answered: reply };
  return {
    ...{ id: `op-${count}`, intent: tag ?? `op-${count}`, process: `u-${when.n}-${when.life}`, verb, keys: [], type },
    ...(key === undefined ? {} : { idempotencyKey: key }),
    ...{ startMs: when.startMs, endMs: when.endMs, requests: [] },
    value: { asked: { tenant, ...ask.asked }, ...outcome },
  };
}
