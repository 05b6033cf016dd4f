import type { Slot, StoredBooking } from '../../core/booking.ts';
import type { Operation } from '../../core/operation.ts';
import type { ProviderLine, ProviderName } from '../../core/provider.ts';
import { type Random, random } from '../../core/random.ts';
import { type CallerFlaws, type Manners, openCaller } from './model-caller.ts';
import { openModelProvider } from './model-provider.ts';

export interface OutgoingRecording {
  readonly operations: readonly Operation[];
  readonly final: readonly StoredBooking[];
  readonly lines: readonly ProviderLine[];
}

const stepMs = 10;
const loadEndMs = 100_000;
const askMs = 160_000;
const partly = { failing: 0.15, 'rate-limiting': 0.15, 'act-and-drop': 0.1, slow: 0.1, garbage: 0.1, reset: 0.05 };
const weather: readonly (readonly [atMs: number, shares: Readonly<Record<string, number>>])[] = [
  ...([
    [0, {}],
    [15_000, partly],
    [30_000, {}],
    [45_000, { failing: 1 }],
    [60_000, {}],
  ] as const),
  ...([
    [70_000, { silent: 1 }],
    [90_000, {}],
  ] as const),
];

/** Bookings that are made, moved and cancelled, on a platform that calls two providers in all their weather. */
export function outgoingRecording(
  seed: number,
  flaws: CallerFlaws = {},
  { isHoldingUp = false, ...given }: Partial<Manners> & { readonly isHoldingUp?: boolean } = {},
): OutgoingRecording {
  const draw = random(seed);
  const providers = {
    calendar: openModelProvider('calendar', draw.fork('calendar')),
    messaging: openModelProvider('messaging', draw.fork('messaging')),
  };
  const manners = { ...mannersOf(draw.fork('manners')), ...given };
  const caller = openCaller(providers, manners, flaws, draw.fork('caller'));
  const users = openUsers(caller, manners, draw.fork('users'), isHoldingUp);
  const byTag = draw.fork('names').chance(0.3);
  const kills = [0, 1, 2].map(() => stepMs * draw.integer(loadEndMs / stepMs));
  for (let atMs = 0; atMs <= askMs + 5_000; atMs += stepMs) {
    for (const [from, shares] of weather) {
      if (from === atMs) for (const provider of Object.values(providers)) provider.behave(shares, atMs);
    }
    if (atMs < loadEndMs) users.step(atMs, byTag);
    caller.step(atMs);
    if (kills.includes(atMs)) caller.kill(atMs);
    if (atMs === askMs) users.ask(atMs);
  }
  const lines = Object.entries(providers).flatMap(([name, { lines: some }]) => [
    ...some.map((line) => cutAt(line, 170_000)),
    { mark: 'stopped' as const, provider: name as ProviderName, atMs: 170_000, requests: some.length },
  ]);
  return { operations: users.operations, final: [...users.rows.values()], lines };
}

/** What is open when a provider is stopped ends then. */
function cutAt(line: ProviderLine, endMs: number): ProviderLine {
  return 'endedMs' in line && line.endedMs > endMs ? { ...line, endedMs: endMs, ending: 'stopped' } : line;
}

function mannersOf(draw: Random): Manners {
  return {
    ...{ firstMs: draw.pick([100, 200, 500]), longestMs: draw.pick([5_000, 10_000, 20_000]) },
    ...{ jitter: draw.pick(['full', 'equal', 'slight'] as const), timeoutMs: draw.pick([1_000, 3_000]) },
    ...{ lanes: draw.pick([4, 8, 16]), lookMs: draw.pick([10, 50, 200]), failuresMax: draw.pick([4, 8]) },
    ...{ aloneMs: draw.pick([1_000, 2_000, 5_000]), movesByNewEntry: draw.chance(0.3) },
  };
}

type Stored = { -readonly [Key in keyof StoredBooking]: StoredBooking[Key] };

function openUsers(caller: ReturnType<typeof openCaller>, manners: Manners, draw: Random, isHoldingUp: boolean) {
  const operations: Operation[] = [];
  const rows = new Map<string, Stored>();
  const later: { readonly atMs: number; readonly id: string; readonly verb: 'cancel' | 'reschedule' }[] = [];

  const operation = (verb: string, atMs: number, tag: string | undefined, asked: object, answered: object): string => {
    const id = operations.length.toString(16).padStart(32, '0');
    const isSlow = isHoldingUp && atMs > 70_000 && atMs < 90_000 && verb === 'find-slots' && draw.chance(0.6);
    const times = { startMs: atMs, endMs: atMs + (isSlow ? 3_000 : 20) };
    operations.push({
      ...{ id, intent: tag ?? id, process: `user-${id}`, verb, keys: [], ...times, type: 'ok', requests: [] },
      value: { asked: { tenant: 't1', ...asked }, answered: { ...answered } },
    });
    return id;
  };
  const call = callsOf(caller);
  const change = ({ id, verb }: (typeof later)[number], byTag: boolean, atMs: number): void => {
    const row = rows.get(id);
    if (row === undefined) return;
    if (verb === 'cancel') {
      row.status = 'cancelled';
      const trace = operation(verb, atMs, undefined, { booking: id }, { booking: id });
      call(row, byTag, trace, atMs, [
        ['calendar', 'DELETE', undefined],
        ['messaging', 'POST', 'cancellation'],
      ]);
      return;
    }
    Object.assign(row, placeOf(draw));
    const slot = slotOf(row);
    const trace = operation(verb, atMs, undefined, { booking: id, slot }, { booking: id, slot });
    const moves: readonly Change[] = manners.movesByNewEntry
      ? [
          ['calendar', 'DELETE', undefined],
          ['calendar', 'POST', undefined],
        ]
      : [['calendar', 'PATCH', undefined]];
    call(row, byTag, trace, atMs, [...moves, ['messaging', 'POST', 'move']]);
  };

  return {
    operations,
    rows,
    step(atMs: number, byTag: boolean): void {
      if (atMs % 150 === 0) operation('find-slots', atMs, undefined, {}, { offered: 0, slots: [] });
      if (atMs % 200 === 0) {
        const id = `bk-${rows.size}`;
        const row: Stored = { id, tag: `tag-${id}`, tenant: 't1', ...placeOf(draw), status: 'booked' };
        rows.set(id, row);
        const asked = { branch: 'b', service: 's', customer: `c-${id}`, slot: slotOf(row) };
        const trace = operation('book', atMs, row.tag, asked, { booking: id, slot: slotOf(row) });
        call(row, byTag, trace, atMs, [
          ['calendar', 'POST', undefined],
          ['messaging', 'POST', 'confirmation'],
        ]);
        const verb = draw.pick(['cancel', 'reschedule', 'none', 'none', 'none'] as const);
        if (verb !== 'none') later.push({ atMs: atMs + 500 + stepMs * draw.integer(1_000), id, verb });
      }
      for (const one of later) if (one.atMs === atMs) change(one, byTag, atMs);
    },
    ask: (atMs: number) =>
      void operation(
        'read-outgoing',
        atMs,
        undefined,
        {},
        { waiting: caller.told('waiting'), dead: caller.told('dead') },
      ),
  };
}

type Change = readonly [provider: ProviderName, method: 'POST' | 'PATCH' | 'DELETE', kind: string | undefined];

/** Places of a whole year, so that none is had twice. */
function placeOf(draw: Random): Slot {
  const day = `2027-${String(1 + draw.integer(12)).padStart(2, '0')}-${String(1 + draw.integer(28)).padStart(2, '0')}`;
  const hour = String(draw.integer(24)).padStart(2, '0');
  return { resource: `staff-${draw.integer(500)}`, start: `${day}T${hour}:00:00Z`, end: `${day}T${hour}:30:00Z` };
}

function slotOf({ resource, start, end }: StoredBooking): Slot {
  return { resource, start, end };
}

type Caller = ReturnType<typeof openCaller>;

/** Says to the providers what has changed with a booking. */
function callsOf(caller: Caller) {
  return (row: Stored, byTag: boolean, trace: string, atMs: number, changes: readonly Change[]): void => {
    const reference = byTag ? (row.tag ?? '') : row.id;
    for (const [provider, method, kind] of changes) {
      const where = { staff: row.resource, start: row.start, end: row.end };
      const about =
        provider === 'calendar'
          ? where
          : { to: '+491701234567', channel: 'sms', ...(kind === undefined ? {} : { kind }) };
      const key = `${trace}-${provider}-${method}`;
      caller.add({ provider, method, booking: row.id, about: { reference, ...about }, key, trace }, atMs);
    }
  };
}
