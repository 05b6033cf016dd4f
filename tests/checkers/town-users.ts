import type { Random } from '../../core/random.ts';
import { type Answer, holdMs, type openTownPlatform, type Place } from './town-platform.ts';
import { diary, placeAt, starts, tenants } from './town-world.ts';

export interface Ask {
  readonly verb: string;
  readonly tenant: string;
  readonly tag?: string;
  readonly key?: string;
  readonly asked?: Readonly<Record<string, unknown>>;
  effect(): Answer;
}
export type Reply = Answer | 'lost';
export type User = Generator<Ask | number, void, Reply>;

/** Known to all: who booked what, so that others may meddle. */
export interface Board {
  readonly bookings: { readonly tenant: string; readonly id: string }[];
}

type Platform = ReturnType<typeof openTownPlatform>;

export function townUser(n: number, platform: Platform, draw: Random, board: Board): User {
  const tenant = draw.pick(tenants);
  // Every third one shares tag, key and wish with its neighbours; some of those are of another company, or want more.
  const group = Math.floor(n / 3);
  if (group % 3 === 0) return sharer(platform, draw, board, { group, tenant: draw.chance(0.8) ? 't-1' : tenant });
  if (group % 3 === 1) return customer(platform, draw, board, { name: `run-${n}`, tenant });
  return meddler(platform, draw, board, tenant);
}

function request(tenant: string, tag: string, service: string, slot: Place, key: string | undefined) {
  const asked = { branch: `${tenant}-b`, service, customer: `c-${tag}`, slot };
  return {
    asked,
    full: { tenant, tag, service, customer: asked.customer, slot, ...(key === undefined ? {} : { key }) },
  };
}

function* sharer(platform: Platform, draw: Random, board: Board, who: { group: number; tenant: string }): User {
  const { group, tenant } = who;
  const isOther = draw.chance(0.25);
  const [key, tag] = [`k-${group}`, `run-g${group}${isOther ? `-${draw.integer(9)}` : ''}-${tenant}`];
  const start = isOther ? draw.pick(starts.worked) : (starts.worked[group % starts.worked.length] as string);
  const { asked, full } = request(tenant, tag, 'group', placeAt(`${tenant}-x`, start), key);
  for (let turn = 0; turn < 3; turn += 1) {
    yield 20 + draw.integer(isOther ? 200 : 60);
    const verb = group % 2 === 0 ? 'book' : 'hold';
    const booked = yield { verb, tenant, tag, key, asked, effect: () => platform[verb](full) };
    if (typeof booked === 'string') continue;
    board.bookings.push({ tenant, id: String(booked.booking) });
    yield* look(platform, tenant, String(booked.booking));
    if (draw.chance(0.2)) yield* cancelled(platform, tenant, String(booked.booking));
  }
}

function* customer(platform: Platform, draw: Random, board: Board, who: { name: string; tenant: string }): User {
  const { name, tenant } = who;
  for (let turn = 0; turn < 3; turn += 1) {
    yield draw.integer(300);
    const service = draw.chance(0.7) ? 'visit' : 'group';
    const asked = { branch: `${tenant}-b`, service };
    const found = yield { verb: 'find-slots', tenant, asked, effect: () => platform.findSlots(tenant, service) };
    const offered = typeof found === 'string' ? [] : ((found.slots ?? []) as readonly Place[]);
    const own = diary.idle.filter(({ resource }) => diary.tenantOf.get(resource) === tenant);
    const slot = offered.length > 0 && draw.chance(0.85) ? draw.pick(offered) : draw.pick(own);
    yield draw.integer(50);
    const tag = `${name}-${turn}`;
    const wish = request(tenant, tag, service, slot, draw.chance(0.7) ? tag : undefined);
    const booking = yield* placed(platform, draw, wish, tag);
    if (booking === undefined) continue;
    board.bookings.push({ tenant, id: booking });
    let id = booking;
    for (let change = 0; change < 3; change += 1) {
      yield draw.integer(250);
      yield* look(platform, tenant, id);
      if (draw.chance(0.4)) {
        const to = draw.pick(diary.worked.filter(({ resource }) => diary.tenantOf.get(resource) === tenant));
        const effect = (): Answer => platform.move(tenant, id, to);
        const moved = yield { verb: 'reschedule', tenant, asked: { booking: id, slot: to }, effect };
        if (typeof moved !== 'string') id = String(moved.booking);
      } else if (draw.chance(0.2)) yield* cancelled(platform, tenant, id);
      yield* look(platform, tenant, id);
    }
  }
}

function* placed(
  platform: Platform,
  draw: Random,
  { asked, full }: ReturnType<typeof request>,
  tag: string,
): Generator<Ask | number, string | undefined, Reply> {
  const { tenant } = full;
  const keyed = 'key' in full ? { key: full.key } : {};
  const verb = draw.chance(0.5) ? 'book' : 'hold';
  const ask: Ask = { verb, tenant, tag, ...keyed, asked, effect: () => platform[verb](full) };
  let answer = yield ask;
  if (answer === 'lost' && 'key' in full) answer = yield ask;
  if (typeof answer === 'string' || verb === 'book')
    return typeof answer === 'string' ? undefined : String(answer.booking);
  const held = String(answer.booking);
  yield draw.integer(holdMs * 1.3);
  const { slot, customer: who } = full;
  const effect = (): Answer => platform.confirm(tenant, held);
  const confirmed = yield { verb: 'confirm', tenant, tag, asked: { booking: held, slot, customer: who }, effect };
  return typeof confirmed === 'string' ? undefined : String(confirmed.booking);
}

/** Reception, which looks at what others booked and moves it; and somebody of another company who tries to. */
function* meddler(platform: Platform, draw: Random, board: Board, tenant: string): User {
  for (let turn = 0; turn < 8; turn += 1) {
    yield draw.integer(200);
    const { id } = draw.pick(
      board.bookings.filter((one) => one.tenant === tenant || draw.chance(0.3)).concat(board.bookings[0] ?? []),
    );
    yield* look(platform, tenant, id);
    const wish = draw.next();
    if (wish < 0.2) yield* cancelled(platform, tenant, id);
    else if (wish < 0.4) {
      const slot = draw.pick(diary.worked);
      const effect = (): Answer => platform.move(tenant, id, slot);
      yield { verb: 'reschedule', tenant, asked: { booking: id, slot }, effect };
    } else if (wish < 0.5) {
      const { asked, full } = request(
        tenant,
        `run-m-${draw.integer(1e9)}`,
        'visit',
        draw.pick(diary.worked),
        undefined,
      );
      yield { verb: 'book', tenant, tag: full.tag, asked, effect: () => platform.book(full) };
    }
    yield* look(platform, tenant, id);
  }
}

function* look(platform: Platform, tenant: string, id: string): User {
  yield { verb: 'read-booking', tenant, asked: { booking: id }, effect: () => platform.read(tenant, id) };
}

function* cancelled(platform: Platform, tenant: string, id: string): User {
  yield { verb: 'cancel', tenant, asked: { booking: id }, effect: () => platform.cancel(tenant, id) };
}
