import { type Booking, beforeAllMs, type Group, isEffect } from './group.ts';
import type { Outcome } from './search.ts';

/** An act, or (counted on behind the acts) that a booking stood there before the load. */
type Item = number;

/** Looks of one try, and of all: what is not proven by then to convict is kept. */
const looksOfTry = 60_000;
const looksMax = 600_000;

/**
 * The smallest part of a convicting group that still convicts. What is left out is never denied: an effect that is left
 * out may have happened or not, a sighting is forgotten. First only effects, then only the beginning, then delta
 * debugging (Zeller and Hildebrandt 2002) on what remains.
 */
export function shrink(group: Group, judge: (part: Group, looks: number) => Outcome): Group {
  let looks = 0;
  const convicts = (kept: readonly Item[]): boolean => {
    if (looks > looksMax) return false;
    const outcome = judge(reduced(group, new Set(kept)), looksOfTry);
    looks += outcome.looks + kept.length;
    return outcome.verdict === 'not-linearizable';
  };
  const items = itemsOf(group);
  // Mostly effects contradict one another, and a thousand refusals beside them say nothing more.
  const effects = items.filter((item) => isEffectOrInitial(group, item));
  const first = effects.length < items.length && convicts(effects) ? effects : items;
  return reduced(group, new Set(leastOf(shortestOf(first, convicts), convicts)));
}

/** In the order of their ends: what came to an end early is least entangled with the rest. */
function itemsOf({ acts, bookings }: Group): readonly Item[] {
  const owed = [...acts.keys()].filter((at) => acts[at]?.isOptional === false);
  owed.sort((a, b) => (acts[a]?.endMs ?? 0) - (acts[b]?.endMs ?? 0));
  const initial = [...bookings.keys()].filter((at) => bookings[at]?.initial !== undefined);
  return [...initial.map((at) => acts.length + at), ...owed];
}

function isEffectOrInitial({ acts }: Group, item: Item): boolean {
  const act = acts[item];
  return act === undefined || isEffect(act);
}

/** The shortest beginning that convicts, by bisection. */
function shortestOf(items: readonly Item[], convicts: (kept: readonly Item[]) => boolean): readonly Item[] {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (convicts(items.slice(0, middle))) high = middle;
    else low = middle + 1;
  }
  return items.slice(0, high);
}

function leastOf(items: readonly Item[], convicts: (kept: readonly Item[]) => boolean): readonly Item[] {
  let kept = items;
  let size = Math.ceil(kept.length / 2);
  while (kept.length > 0) {
    const before = kept.length;
    for (let from = 0; from < kept.length; ) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (convicts(rest)) kept = rest;
      else from += size;
    }
    if (size === 1 && kept.length === before) break;
    size = Math.max(1, Math.ceil(Math.min(size, kept.length) / 2));
  }
  return kept;
}

function reduced({ places, bookings, acts }: Group, kept: ReadonlySet<Item>): Group {
  const keptActs = acts.flatMap((act, at) => {
    if (act.isOptional || kept.has(at)) return [act];
    return isEffect(act) ? [{ ...act, isOptional: true }] : [];
  });
  const stands = (booking: number): boolean => kept.has(acts.length + booking);
  const owed = new Set(keptActs.flatMap(({ booking, isOptional }) => (isOptional ? [] : [booking])));
  // A booking of which nothing is demanded can only be of use where somebody was refused because of it.
  const isRefused = keptActs.some(({ kind }) => kind === 'refused');
  const isKept = (booking: number): boolean => isRefused || owed.has(booking) || stands(booking);
  const numbers = new Map<number, number>();
  const left: Booking[] = [];
  for (const [at, booking] of bookings.entries()) {
    if (!isKept(at)) continue;
    numbers.set(at, left.length);
    const isGiven = booking.initial === undefined || stands(at);
    left.push(isGiven ? booking : { ...booking, goesFromMs: beforeAllMs });
  }
  const renumbered = keptActs.flatMap((act) => {
    const booking = act.booking === -1 ? -1 : numbers.get(act.booking);
    return booking === undefined ? [] : [{ ...act, booking }];
  });
  return { places, bookings: left, acts: renumbered };
}
