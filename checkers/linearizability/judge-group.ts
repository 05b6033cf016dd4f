import { afterAllMs, type Group } from './group.ts';
import { openModel } from './open-model.ts';
import { type Budget, type Outcome, search } from './search.ts';
import { placesMax } from './standing.ts';

/** @param clockErrorMs what lies closer together has no known order */
export function judgeGroup(group: Group, clockErrorMs: number, budget: Budget): Outcome {
  const { acts, bookings, places } = group;
  if (places.length > placesMax || places.length ** 2 > budget.looks) return { verdict: 'gave-up', looks: 0 };
  const starts = acts.map(({ startMs }) => startMs - clockErrorMs);
  const early = (ms: number): number => ms - clockErrorMs;
  const widened = bookings.map((booking) => ({
    ...booking,
    lapsesFromMs: early(booking.lapsesFromMs),
    goesFromMs: early(booking.goesFromMs),
    confirmableFromMs: early(booking.confirmableFromMs),
  }));
  const times = {
    startMs: starts,
    endMs: acts.map(({ endMs, isOptional }) => (isOptional && endMs === afterAllMs ? Number.POSITIVE_INFINITY : endMs)),
    isOptional: acts.map(({ isOptional }) => isOptional),
    twins: twinsOf(group),
  };
  return search(times, openModel({ places, bookings: widened, acts }), budget);
}

/** Bookings of one place that nothing else is known of can stand for one another. */
function twinsOf({ acts, bookings }: Group): Int32Array {
  const count = new Int32Array(bookings.length);
  for (const { booking } of acts) if (booking !== -1) count[booking] = (count[booking] as number) + 1;
  const numbers = new Map<string, number>();
  return Int32Array.from(acts, ({ kind, booking, place, isOptional }) => {
    const known = bookings[booking];
    const isMake = kind === 'book' || kind === 'hold';
    if (known === undefined || !isMake || isOptional || known.initial !== undefined || count[booking] !== 1) return -1;
    const name = `${kind} ${place} ${known.lapsesFromMs} ${known.goesFromMs} ${known.confirmableFromMs}`;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}
