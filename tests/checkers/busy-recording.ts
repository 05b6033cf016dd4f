import type { Slot, StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { type Random, random } from '../../core/random.ts';
import {
  type Flaw,
  openBusyPlatform,
  openReplays,
  type Reply,
  type Row,
  type Service,
  services,
  utc,
} from './busy-platform.ts';
import { type Ask, runAll, type User } from './busy-wire.ts';

export interface BusyRecording {
  readonly operations: readonly Operation[];
  readonly initial: readonly StoredBooking[];
  readonly final: readonly StoredBooking[];
  /** How often the flaw did something. */
  readonly flawed: number;
}

/** Users of a few calendars on one afternoon: find, hold, confirm, book, move, cancel, read, retry. */
export function busyRecording(seed: number, flaw: Flaw = 'none', users = 24): BusyRecording {
  const draw = random(seed);
  const platform = openBusyPlatform(flaw, draw.fork('flaw'));
  const slotOf = (service: Service): Slot => {
    const startMs = Date.parse('2027-03-02T10:00:00Z') + draw.integer(4) * 1_800_000;
    return {
      resource: `r${draw.integer(2)}`,
      start: utc(startMs),
      end: utc(startMs + service.durationMinutes * 60_000),
    };
  };
  for (let at = 0; at < 2; at += 1) {
    const service = services[0];
    platform.add(slotOf(service), service, { tag: `before-${at}`, status: 'booked', customer: `before-${at}` }, 0);
  }
  const initial = platform.rows.map(({ expiresMs: _, ...row }) => row);
  const stage = { platform, replayed: openReplays(), draw, slotOf, flaw };
  const operations = runAll(
    Array.from(
      { length: users },
      (_, at) => [`u${at}`, at < 6 ? mover(`u${at}`, stage) : visit(`u${at}`, stage)] as const,
    ),
    draw,
  );
  const endMs = 1_000_000;
  const final = platform.rows
    .filter(({ tag }) => tag !== 'ghost')
    .map(({ expiresMs, ...row }) => ({
      ...row,
      status: row.status === 'held' && expiresMs < endMs ? 'cancelled' : row.status,
    }));
  return { operations, initial, final, flawed: platform.count.flawed };
}

interface Stage {
  readonly platform: ReturnType<typeof openBusyPlatform>;
  readonly replayed: ReturnType<typeof openReplays>;
  readonly draw: Random;
  readonly slotOf: (service: Service) => Slot;
  readonly flaw: Flaw;
}

function* visit(user: string, stage: Stage): User {
  const { platform, replayed, draw, slotOf } = stage;
  for (let turn = 0; turn < 2; turn += 1) {
    yield { pauseMs: draw.integer(draw.chance(0.2) ? 1500 : 60) };
    const service = draw.pick(services);
    const slot = slotOf(service);
    const intent = `run-${user}-${turn}`;
    const customer = `${user}-${turn}`;
    const place = { service: service.id, slot, customer };
    if (draw.chance(0.3)) yield { pauseMs: 100, isMeeting: true };
    if (draw.chance(0.5)) {
      const { resource, start, end } = slot;
      const isWrong = stage.flaw === 'stale-offer' && draw.chance(0.3);
      yield {
        ...{
          verb: 'find-slots',
          intent: `${intent}-find`,
          asked: { service: service.id, resource, from: start, to: end },
        },
        effect: (atMs) => {
          const isFree = platform.isFree(slot, service, atMs);
          if (isWrong && !isFree) platform.count.flawed += 1;
          return { ok: { slots: isFree || isWrong ? [slot] : [] } };
        },
      };
    }
    const key = draw.chance(0.7) ? { key: intent } : {};
    const verb = draw.chance(0.5) ? 'book' : 'hold';
    const status = verb === 'book' ? ('booked' as const) : ('held' as const);
    const make: Ask = {
      ...{ verb, intent, ...key, asked: place },
      effect: (atMs) => replayed(key.key, () => platform.add(slot, service, { tag: intent, status, customer }, atMs)),
    };
    let reply = yield make;
    if (reply === undefined && key.key !== undefined) reply = yield make;
    if (reply === undefined || !('ok' in reply)) continue;
    const booking = String(reply.ok.booking);
    if (verb === 'hold') {
      yield { pauseMs: draw.chance(0.3) ? 500 + draw.integer(600) : draw.integer(80) };
      if (draw.chance(0.15)) continue;
      const confirm: Ask = {
        ...{ verb: 'confirm', intent, asked: { ...place, booking } },
        effect: (atMs) => platform.become(booking, ['held'], 'booked', atMs),
      };
      const confirmed = yield confirm;
      if (confirmed !== undefined && !('ok' in confirmed)) continue;
    }
    yield* change(user, { booking, service, intent }, stage);
  }
}

function* change(
  user: string,
  own: { booking: string; service: Service; intent: string },
  { platform, draw, slotOf }: Stage,
): User {
  const turns = draw.integer(4);
  for (let turn = 0; turn < turns; turn += 1) {
    const isOwn = draw.chance(0.6);
    const booking = isOwn ? own.booking : `b${draw.integer(3)}`;
    const row = platform.rows.find(({ id }) => id === booking);
    const service = services.find(({ id }) => id === row?.service) ?? own.service;
    const wish = draw.pick([
      'reschedule',
      'reschedule',
      'reschedule',
      'cancel',
      'mark-no-show',
      'read-booking',
    ] as const);
    const intent = `${own.intent}-${user}-${turn}`;
    if (draw.chance(0.5)) yield { pauseMs: 100, isMeeting: true };
    if (wish === 'reschedule') {
      const slot = slotOf(service);
      yield* move({ user: intent, booking, row, slot, service }, { platform });
    } else if (wish === 'read-booking') {
      const effect = (): Reply => {
        if (row === undefined) return { fail: 'not-found' };
        const { expiresMs: _, ...shown } = row;
        return { ok: { count: 1, read: shown } };
      };
      yield { verb: wish, intent, asked: { booking }, effect };
    } else {
      const status = wish === 'cancel' ? ('cancelled' as const) : ('no-show' as const);
      const from = wish === 'cancel' ? ['booked', 'held'] : ['booked'];
      yield { verb: wish, intent, asked: { booking }, effect: (atMs) => platform.become(booking, from, status, atMs) };
    }
    yield { pauseMs: draw.integer(30) };
  }
}

/** Several at once move a booking that everybody knows, to calendars of their own or into another's place. */
function* mover(user: string, { platform, draw }: Stage): User {
  for (let turn = 0; turn < 2; turn += 1) {
    yield { pauseMs: 300, isMeeting: true };
    const booking = `b${draw.integer(2)}`;
    const row = platform.rows.find(({ id }) => id === booking);
    const other = platform.rows.find(({ id }) => id === (booking === 'b0' ? 'b1' : 'b0'));
    const service = services.find(({ id }) => id === row?.service) ?? services[0];
    const startMs = Date.parse('2027-03-02T15:00:00Z') + draw.integer(4) * 3_600_000;
    const own = {
      resource: `r${2 + draw.integer(2)}`,
      start: utc(startMs),
      end: utc(startMs + service.durationMinutes * 60_000),
    };
    const isCrossing = draw.chance(0.4) && other?.service === service.id;
    const slot = isCrossing ? { resource: other.resource, start: other.start, end: other.end } : own;
    yield* move({ user: `${user}-${turn}`, booking, row, slot, service }, { platform });
    yield { pauseMs: 1 };
  }
}

interface Wish {
  readonly user: string;
  readonly booking: string;
  readonly row: Row | undefined;
  readonly slot: Slot;
  readonly service: Service;
}

function* move({ user, booking, row, slot, service }: Wish, { platform }: Pick<Stage, 'platform'>): User {
  let read: Slot = slot;
  yield {
    ...{ verb: 'reschedule', intent: `run-${user}`, asked: { booking, slot } },
    first: () => {
      if (row !== undefined) read = { resource: row.resource, start: row.start, end: row.end };
    },
    effect: (atMs) => platform.move(booking, slot, service, atMs, read),
  };
}
