import { type Act, areRivals, type Group, mayBlock } from '../../checkers/linearizability/group.ts';

interface Standing {
  readonly status: 'held' | 'booked' | 'gone';
  readonly place: number;
}

type State = ReadonlyMap<number, Standing>;
type Step = (state: State) => State | undefined;

interface Event {
  readonly startMs: number;
  readonly endMs: number;
  readonly isOptional: boolean;
  readonly step: Step;
}

/** Whether some order of the acts, with what may happen by itself at any moment, explains all: by trying all. */
export function isLinearizableByTrying(group: Group): boolean {
  const state = new Map<number, Standing>();
  for (const [booking, { initial }] of group.bookings.entries()) if (initial !== undefined) state.set(booking, initial);
  const events: Event[] = [
    ...group.acts.map((act) => ({ ...act, step: (before: State) => perform(group, act, before) })),
    ...group.bookings.flatMap(({ lapsesFromMs, goesFromMs, confirmableFromMs }, booking) => [
      ...byItself(lapsesFromMs, booking, 'gone', ['held']),
      ...byItself(goesFromMs, booking, 'gone', ['held', 'booked']),
      ...byItself(confirmableFromMs, booking, 'booked', ['held']),
    ]),
  ];
  return tryAll(events, state);
}

function byItself(startMs: number, booking: number, status: Standing['status'], from: readonly string[]): Event[] {
  if (startMs === Number.POSITIVE_INFINITY) return [];
  const step: Step = (state) => {
    const now = state.get(booking);
    return now !== undefined && from.includes(now.status) ? new Map(state).set(booking, { ...now, status }) : undefined;
  };
  return [{ startMs, endMs: Number.POSITIVE_INFINITY, isOptional: true, step }];
}

function tryAll(open: readonly Event[], state: State, latestMs = Number.NEGATIVE_INFINITY): boolean {
  const owed = open.filter(({ isOptional }) => !isOptional);
  if (owed.length === 0) return true;
  const deadlineMs = Math.min(...owed.map(({ endMs }) => endMs));
  return open.some((event) => {
    if (event.startMs > deadlineMs || event.endMs < latestMs) return false;
    const after = event.step(state);
    const rest = open.filter((other) => other !== event);
    return after !== undefined && tryAll(rest, after, Math.max(latestMs, event.startMs));
  });
}

function perform({ places, bookings }: Group, act: Act, state: State): State | undefined {
  const { kind, booking, place, shown } = act;
  const live = [...state].filter(([, { status }]) => status !== 'gone');
  const at = (index: number) => places[index] as Group['places'][number];
  const own = state.get(booking);
  const isLive = own !== undefined && own.status !== 'gone';
  const hasRoom = (): boolean => {
    const others = live.filter(([other]) => other !== booking);
    const seated = others.filter(([, standing]) => standing.place === place).length;
    return seated < at(place).seats && !others.some(([, other]) => areRivals(at(place), at(other.place)));
  };
  switch (kind) {
    case 'book':
    case 'hold':
      if (own !== undefined || bookings[booking] === undefined || !hasRoom()) return undefined;
      return new Map(state).set(booking, { status: kind === 'book' ? 'booked' : 'held', place });
    case 'confirm':
      return isLive ? new Map(state).set(booking, { ...own, status: 'booked' }) : undefined;
    case 'move':
      return isLive && hasRoom() ? new Map(state).set(booking, { ...own, place }) : undefined;
    case 'cancel':
      return own === undefined ? undefined : new Map(state).set(booking, { ...own, status: 'gone' });
    case 'refused': {
      const there = live.filter(([, standing]) => standing.place === place).length;
      const isElse = live.some(([, { place: other }]) => other !== place && mayBlock(at(place), at(other)));
      return isElse || there >= at(place).seats ? state : undefined;
    }
    case 'free':
      return hasRoom() ? state : undefined;
    case 'shown': {
      if (shown === 'missing') return isLive ? undefined : state;
      if (shown === 'gone') return own?.status === 'gone' ? state : undefined;
      return own?.status === shown && own?.place === place ? state : undefined;
    }
  }
}
