import type { Act, Group, Place } from '../../checkers/linearizability/group.ts';

const dayMs = Date.parse('2027-03-02T08:00:00Z');
const verbs = { book: 'book', hold: 'hold', confirm: 'confirm', move: 'reschedule', cancel: 'cancel' } as const;
const seen = { refused: 'book', free: 'find-slots', shown: 'read-booking' } as const;

/** A group as a history to be pasted into tests/golden/, so that a failure of the search stays found. */
export function goldenOfGroup({ places, bookings, acts }: Group, why: string): string {
  const services = places.map(({ seats, toMs, fromMs, blockedToMs }, at) => ({
    ...{ id: `s${at}`, name: `s${at}`, capacity: seats },
    ...{ durationMinutes: (toMs - fromMs) / 60_000, bufferMinutes: (blockedToMs - toMs) / 60_000 },
  }));
  const tenants = [{ id: 't1', name: 't1', branches: [], services }];
  const world = { schemaVersion: 1, seed: 1, anchorDay: '2027-03-01', tenants };
  const lines: object[] = [
    { why, completeness: { clockErrorMs: 0, isFinalComplete: false }, circumstances: { world } },
  ];
  const slotAt = (place: number) => slotOf(places[place] as Place);
  for (const [line, act] of acts.entries()) lines.push(operationOf(act, line, slotAt));
  for (const [at, { initial, goesFromMs, confirmableFromMs }] of bookings.entries()) {
    const unanswered = [...timed('cancel', goesFromMs), ...timed('confirm', confirmableFromMs)];
    for (const [index, [kind, startMs]] of unanswered.entries()) {
      const act: Act = { kind, booking: at, place: -1, startMs, endMs: startMs, isOptional: true };
      lines.push(operationOf(act, acts.length + 2 * at + index, slotAt));
    }
    const where = initial && { id: `b${at}`, tenant: 't1', ...slotAt(initial.place), status: initial.status };
    if (where !== undefined) lines.push({ initial: where });
  }
  return lines.map((each) => JSON.stringify(each)).join('\n');
}

function timed(kind: 'cancel' | 'confirm', fromMs: number): readonly (readonly ['cancel' | 'confirm', number])[] {
  return fromMs === Number.POSITIVE_INFINITY ? [] : [[kind, fromMs]];
}

function slotOf({ fromMs, toMs, service }: Place) {
  const utc = (ms: number): string => `${new Date(dayMs + ms).toISOString().slice(0, 19)}Z`;
  return { slot: { resource: 'staff-1', start: utc(fromMs), end: utc(toMs) }, service: `s${service}` };
}

function operationOf(act: Act, line: number, slotAt: (place: number) => ReturnType<typeof slotOf>): object {
  const { kind, booking, place, startMs, endMs, isOptional, shown } = act;
  const isChange = kind === 'confirm' || kind === 'move' || kind === 'cancel' || kind === 'shown';
  const named = isChange ? { booking: `b${booking}` } : {};
  const where = place === -1 ? undefined : slotAt(place);
  const asked = { tenant: 't1', ...named, ...(kind === 'shown' ? {} : where), customer: `c${line}` };
  const isRead = kind === 'refused' || kind === 'free' || kind === 'shown';
  const status = shown === 'missing' || shown === 'gone' ? 'cancelled' : shown;
  const answered = {
    ...(isRead ? {} : { booking: `b${booking}`, ...(where === undefined ? {} : { slot: where.slot }) }),
    ...(kind === 'free' && where !== undefined ? { slots: [where.slot] } : {}),
    ...(kind === 'shown' && where !== undefined
      ? { read: { id: `b${booking}`, tenant: 't1', ...where.slot, status } }
      : {}),
  };
  return {
    ...{ id: line.toString(16).padStart(32, '0'), intent: `run-${isChange || isRead ? `${line}` : `b${booking}`}-0` },
    ...{ process: `u-${line}`, verb: isRead ? seen[kind] : verbs[kind], keys: ['staff-1'], requests: [] },
    ...{ startMs, endMs: isOptional ? startMs : endMs, type: isOptional ? 'info' : kind === 'refused' ? 'fail' : 'ok' },
    value: { asked, ...(isOptional ? { reason: 'unknown' } : kind === 'refused' ? { reason: 'taken' } : { answered }) },
  };
}
