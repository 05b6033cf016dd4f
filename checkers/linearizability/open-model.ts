import type { Act, Group } from './group.ts';
import type { Machine } from './search.ts';
import { absent, booked, gone, held, openStanding, type Standing } from './standing.ts';

/** The calendar of a right platform, which does one operation after the other. */
export function openModel(group: Group): Machine {
  const standing = openStanding(group);
  const actAt = (act: number): Act => group.acts[act] as Act;
  return {
    look: (act, deadlineMs) => look(group, standing, actAt(act), deadlineMs),
    apply: (act, deadlineMs) => apply(standing, actAt(act), deadlineMs),
    mark: standing.mark,
    undo: standing.undo,
    key: standing.key,
  };
}

type Look = ReturnType<Machine['look']>;

function look(group: Group, standing: Standing, act: Act, deadlineMs: number): Look {
  const { kind, booking, place } = act;
  const { isLive, hasRoom } = standing;
  const status = booking === -1 ? absent : standing.statusOf(booking);
  switch (kind) {
    case 'book':
    case 'hold':
      return status === absent && hasRoom(place, booking, deadlineMs) ? 'step' : 'no';
    case 'confirm':
      return status === booked ? 'same' : status === held ? 'step' : 'no';
    case 'move':
      return isLive(booking) && hasRoom(place, booking, deadlineMs) ? 'step' : 'no';
    case 'cancel':
      return status === gone ? 'same' : isLive(booking) ? 'step' : 'no';
    case 'refused':
      return standing.isBlocked(place) ? 'same' : 'no';
    case 'free':
      if (!hasRoom(place, -1, deadlineMs)) return 'no';
      return standing.leaving.length === 0 ? 'same' : 'step';
    case 'shown':
      return lookAtShown(group, standing, act, deadlineMs);
  }
}

function lookAtShown({ bookings }: Group, standing: Standing, act: Act, deadlineMs: number): Look {
  const { booking, place, shown } = act;
  const status = standing.statusOf(booking);
  if (shown === 'missing' || shown === 'gone') {
    if (status === gone || (status === absent && shown === 'missing')) return 'same';
    return standing.isLive(booking) && standing.mayLeave(booking, deadlineMs) ? 'step' : 'no';
  }
  if (standing.placeOf(booking) !== place) return 'no';
  if (status === (shown === 'held' ? held : booked)) return 'same';
  const { confirmableFromMs } = bookings[booking] as Group['bookings'][number];
  return shown === 'booked' && status === held && confirmableFromMs <= deadlineMs ? 'step' : 'no';
}

function apply(standing: Standing, { kind, booking, place, shown }: Act, deadlineMs: number): void {
  const { put, statusOf, placeOf } = standing;
  if (kind === 'book' || kind === 'hold' || kind === 'move' || kind === 'free') {
    standing.hasRoom(place, booking, deadlineMs);
    for (const one of standing.leaving) put(one, gone, -1);
  }
  if (kind === 'book' || kind === 'hold') put(booking, kind === 'book' ? booked : held, place);
  if (kind === 'confirm') put(booking, booked, placeOf(booking));
  if (kind === 'move') put(booking, statusOf(booking), place);
  if (kind === 'cancel') put(booking, gone, -1);
  if (kind === 'shown') {
    if (shown === 'booked') put(booking, booked, place);
    else put(booking, gone, -1);
  }
}
