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

/**
 * A right platform of one resource with a few slots, and users who race for them, lose replies, retry, move, cancel and
 * mark no-shows. Each operation takes effect at one moment between its start and its end, or, when its reply was lost,
 * at any later moment or never.
 */
export function healthyRecording(seed: number, users = 30): Recording {
  const draw = random(seed);
  const rows = new Map<string, { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] }>();
  const replays = new Map<string, string>();
  const initial: StoredBooking[] = [];
  const slots = 12;
  let ids = 0;
  for (let slot = 0; slot < 4; slot += 1) {
    const row = { ...placeOf(slot), id: `old${slot}`, tenant: 't1', status: 'booked' as const };
    rows.set(row.id, row);
    initial.push({ ...row });
  }
  const isFree = (slot: number, but?: string): boolean =>
    [...rows.values()].every(
      ({ id, start, status }) => id === but || start !== placeOf(slot).start || status === 'cancelled',
    );
  const add = (tag: string, slot: number, status: 'held' | 'booked', key: string | undefined): string | undefined => {
    const known = key === undefined ? undefined : replays.get(key);
    if (known !== undefined) return known;
    if (!isFree(slot)) return undefined;
    ids += 1;
    const id = `b${ids}`;
    rows.set(id, { ...placeOf(slot), id, tenant: 't1', tag, status });
    if (key !== undefined) replays.set(key, id);
    return id;
  };

  const operations: Operation[] = [];
  const late: (() => void)[] = [];
  const touched = new Set<string>();
  let clock = 0;
  /** Carries an effect out, or lets its reply be lost. The effect says whether the platform agreed. */
  const perform = (said: Said, effect: () => string | undefined): string | undefined => {
    clock += 1;
    const startMs = clock;
    const isLost = draw.chance(0.15);
    let answer: string | undefined;
    const fate = isLost ? draw.integer(3) : 0;
    if (fate === 0) answer = effect();
    else if (fate === 1) late.push(() => void effect());
    clock += 1 + draw.integer(3);
    const type = isLost ? 'info' : answer === undefined ? 'fail' : 'ok';
    const named =
      type === 'ok' && said.verb !== 'cancel' && said.verb !== 'mark-no-show' ? { answered: answer ?? '' } : {};
    operations.push(did({ ...said, ...named, type, at: startMs, until: clock }));
    return isLost ? undefined : answer;
  };
  const runLate = (): void => {
    if (late.length > 0 && draw.chance(0.3)) late.splice(draw.integer(late.length), 1)[0]?.();
  };

  for (let user = 0; user < users; user += 1) {
    const intent = `run-u-${user}`;
    const key = draw.chance(0.7) ? intent : undefined;
    const slot = draw.integer(slots);
    runLate();
    const booking = draw.chance(0.5) ? bookAtOnce() : holdFirst();
    runLate();
    if (booking === undefined) continue;
    if (draw.chance(0.4)) change(booking, intent);

    function bookAtOnce(): string | undefined {
      const said: Said = { verb: 'book', intent, slot, ...(key === undefined ? {} : { key }) };
      const id = perform(said, () => add(intent, slot, 'booked', key));
      return id ?? (key !== undefined && draw.chance(0.7) ? perform(said, () => add(intent, slot, 'booked', key)) : id);
    }
    function holdFirst(): string | undefined {
      const held = perform({ verb: 'hold', intent, slot, ...(key === undefined ? {} : { key }) }, () =>
        add(intent, slot, 'held', key),
      );
      if (held === undefined || draw.chance(0.1)) return undefined;
      const row = rows.get(held);
      if (row?.status === 'held' && draw.chance(0.1)) row.status = 'cancelled';
      return perform({ verb: 'confirm', intent, slot, booking: held }, () => {
        const now = rows.get(held);
        if (now === undefined || now.status !== 'held') return undefined;
        now.status = 'booked';
        return held;
      });
    }
  }
  function change(booking: string, intent: string): void {
    const changes = 1 + draw.integer(3);
    touched.add(booking);
    for (let turn = 0; turn < changes; turn += 1) {
      const slot = draw.integer(slots);
      const wish = draw.pick(['reschedule', 'reschedule', 'cancel', 'mark-no-show'] as const);
      const id = draw.chance(0.2) ? `old${draw.integer(4)}` : booking;
      touched.add(id);
      perform(
        {
          verb: wish,
          intent: wish === 'mark-no-show' ? `${intent}-n${turn}` : intent,
          booking: id,
          ...(wish === 'reschedule' ? { slot } : {}),
        },
        () => {
          const row = rows.get(id);
          if (row?.status !== 'booked') return undefined;
          if (wish === 'cancel') row.status = 'cancelled';
          else if (wish === 'mark-no-show') row.status = 'no-show';
          else if (isFree(slot, id)) Object.assign(row, placeOf(slot));
          else return undefined;
          return id;
        },
      );
      runLate();
    }
  }
  for (const effect of late) if (draw.chance(0.5)) effect();
  const settled = operations
    .filter(({ verb, type }) => type === 'ok' && (verb === 'book' || verb === 'confirm'))
    .map(({ value }) => String(value.answered?.booking))
    .filter((id) => !touched.has(id) && rows.get(id)?.status === 'booked');
  return { operations: shuffled(operations, draw), initial, final: [...rows.values()], settled: [...new Set(settled)] };
}

function shuffled<Item>(items: readonly Item[], draw: Random): readonly Item[] {
  const order = [...items];
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = draw.integer(at + 1);
    [order[at], order[other]] = [order[other] as Item, order[at] as Item];
  }
  return order;
}
