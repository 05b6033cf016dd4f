import type { StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import { type Random, random } from '../../core/random.ts';
import { did, placeOf, type Said } from './ledger.ts';

export interface Recording {
  readonly operations: readonly Operation[];
  readonly initial: readonly StoredBooking[];
  readonly final: readonly StoredBooking[];
  /** Ids of bookings that were acknowledged, never touched again, and that are stored. */
  readonly settled: readonly string[];
}

type Row = { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] };

/** A right platform with one resource; each method is one transaction, undefined where it refuses. */
function openPlatform() {
  const rows = new Map<string, Row>();
  const replays = new Map<string, string>();
  const isFree = (slot: number, but?: string): boolean =>
    [...rows.values()].every(
      ({ id, start, status }) => id === but || start !== placeOf(slot).start || status === 'cancelled',
    );
  return {
    rows,
    add(tag: string, slot: number, status: 'held' | 'booked', key: string | undefined): string | undefined {
      const known = key === undefined ? undefined : replays.get(key);
      if (known !== undefined) return known;
      if (!isFree(slot)) return undefined;
      const id = `b${rows.size}`;
      rows.set(id, { ...placeOf(slot), id, tenant: 't1', tag, status });
      if (key !== undefined) replays.set(key, id);
      return id;
    },
    become(id: string, from: Row['status'], to: Row['status']): string | undefined {
      const row = rows.get(id);
      if (row?.status !== from) return undefined;
      row.status = to;
      return id;
    },
    move(id: string, slot: number): string | undefined {
      const row = rows.get(id);
      if (row?.status !== 'booked' || !isFree(slot, id)) return undefined;
      Object.assign(row, placeOf(slot));
      return id;
    },
  };
}

/** The way between users and platform: replies get lost, and what was asked may happen later, or never. */
function openWire(draw: Random) {
  const operations: Operation[] = [];
  const late: (() => void)[] = [];
  let clock = 0;
  return {
    operations,
    perform(said: Said, effect: () => string | undefined): string | undefined {
      clock += 1;
      const at = clock;
      const isLost = draw.chance(0.15);
      const fate = isLost ? draw.integer(3) : 0;
      const answer = fate === 0 ? effect() : undefined;
      if (fate === 1) late.push(() => void effect());
      clock += 1 + draw.integer(3);
      const type = isLost ? 'info' : answer === undefined ? 'fail' : 'ok';
      const isNamed = type === 'ok' && said.verb !== 'cancel' && said.verb !== 'mark-no-show';
      operations.push(did({ ...said, ...(isNamed ? { answered: answer ?? '' } : {}), type, at, until: clock }));
      return isLost ? undefined : answer;
    },
    /** Something that was asked long ago happens now. */
    runLate(probability: number): void {
      if (late.length > 0 && draw.chance(probability)) late.splice(draw.integer(late.length), 1)[0]?.();
    },
  };
}

const slots = 12;
const before = 4;

/**
 * Users who race for a few slots, lose replies, retry, move, cancel and mark no-shows. Each operation takes effect at
 * one moment between its start and its end, or, when its reply was lost, at any later moment or never.
 */
export function healthyRecording(seed: number, users = 30): Recording {
  const draw = random(seed);
  const platform = openPlatform();
  const wire = openWire(draw);
  const touched = new Set<string>();
  for (let slot = 0; slot < before; slot += 1) platform.add(`before-${slot}`, slot, 'booked', undefined);
  const initial = [...platform.rows.values()].map((row) => ({ ...row }));
  for (let user = 0; user < users; user += 1) {
    const booking = makeBooking(`run-u-${user}`, { draw, platform, wire });
    wire.runLate(0.3);
    if (booking !== undefined && draw.chance(0.4))
      changeBookings(booking, `run-u-${user}`, { draw, platform, wire, touched });
  }
  for (let turn = 0; turn < users; turn += 1) wire.runLate(0.5);
  const settled = wire.operations
    .filter(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'))
    .map(({ value }) => String(value.answered?.booking))
    .filter((id) => !touched.has(id) && platform.rows.get(id)?.status === 'booked');
  const final = [...platform.rows.values()];
  return { operations: shuffled(wire.operations, draw), initial, final, settled: [...new Set(settled)] };
}

interface Stage {
  readonly draw: Random;
  readonly platform: ReturnType<typeof openPlatform>;
  readonly wire: ReturnType<typeof openWire>;
}

function makeBooking(intent: string, { draw, platform, wire }: Stage): string | undefined {
  const slot = draw.integer(slots);
  const key = draw.chance(0.7) ? intent : undefined;
  const said = { intent, slot, ...(key === undefined ? {} : { key }) };
  if (draw.chance(0.5)) {
    const book = () => wire.perform({ ...said, verb: 'book' }, () => platform.add(intent, slot, 'booked', key));
    const booked = book();
    return booked === undefined && key !== undefined && draw.chance(0.7) ? book() : booked;
  }
  const held = wire.perform({ ...said, verb: 'hold' }, () => platform.add(intent, slot, 'held', key));
  if (held === undefined || draw.chance(0.1)) return undefined;
  if (draw.chance(0.1)) platform.become(held, 'held', 'cancelled');
  wire.runLate(0.3);
  return wire.perform({ verb: 'confirm', intent, slot, booking: held }, () => platform.become(held, 'held', 'booked'));
}

function changeBookings(own: string, intent: string, stage: Stage & { readonly touched: Set<string> }): void {
  const { draw, platform, wire, touched } = stage;
  touched.add(own);
  for (let turn = 0; turn < 1 + draw.integer(3); turn += 1) {
    const slot = draw.integer(slots);
    const booking = draw.chance(0.2) ? `b${draw.integer(before)}` : own;
    touched.add(booking);
    const wish = draw.pick(['reschedule', 'reschedule', 'cancel', 'mark-no-show'] as const);
    if (wish === 'reschedule') wire.perform({ verb: wish, intent, booking, slot }, () => platform.move(booking, slot));
    else {
      const status = wish === 'cancel' ? 'cancelled' : 'no-show';
      wire.perform({ verb: wish, intent: `${intent}-${turn}`, booking }, () =>
        platform.become(booking, 'booked', status),
      );
    }
    wire.runLate(0.3);
  }
}

function shuffled<Item>(items: readonly Item[], draw: Random): readonly Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = draw.integer(at + 1);
    [order[at], order[other]] = [order[other] as Item, order[at] as Item];
  }
  return order;
}
