import type { CounterSample } from '../../core/resource-sample.ts';
import { byEvent, type MadeBooking } from '../folds/made-bookings.ts';
import { inWords, type Judgement, unknown } from '../judgement.ts';
import type { LineEvidence } from './line-evidence.ts';

/** So late a platform may count what it has done. */
const countedWithinMs = 5_000;
/** Whoever was not asked for so long may have begun anew meanwhile. */
const unwatchedMs = 5_000;
const samplesMin = 20;

type Value = CounterSample & { readonly value: number };

/** What one process counted while it was surely one and the same. */
type Life = readonly Value[];

/**
 * What the platform's own counters say of bookings, against what users were told: not more than was possibly made, not
 * less than surely was. A counter begins at 0 when its process does, so that only times are judged in which every
 * process was asked again and again, and went on counting. Behind a balancer only a counter that never fell says
 * anything, and only too much.
 */
export function judgeBusinessMetrics({ resources, made }: LineEvidence): Judgement | undefined {
  if (resources.reports === undefined) return undefined;
  const { countedVerbs, isBalanced = false } = resources.reports;
  if (countedVerbs === null) {
    return { status: 'not-applicable', reason: 'the adapter names no counter of bookings' };
  }
  const attempts = made.attempts.filter(({ verb }) => verb === byEvent || countedVerbs.includes(verb));
  const lives = livesOf(resources.counters);
  const stretches = stretchesOf(lives).map((lives) => compare(lives, attempts));
  const samples = stretches.reduce((sum, { least }) => sum + least, 0);
  const counted = stretches.reduce((sum, stretch) => sum + stretch.counted, 0);
  const bound = { operator: '=' as const, threshold: 0, unit: 'bookings counted wrongly', samples };
  const wrong = stretches.toSorted((a, b) => b.wrong - a.wrong)[0];
  if (wrong === undefined) return unknown('not measured: no process was heard of for long enough', bound);
  // One of several processes counts less than users know of, and from one to the next a counter leaps.
  if (isBalanced && (lives.some(hasTurnedBack) || wrong.counted < wrong.least)) {
    return unknown('an address may lead to several processes, so that nobody can tell what each of them counts', bound);
  }
  const details = { counted: wrong.counted, 'at least': wrong.least, 'at most': wrong.most };
  if (wrong.wrong > 0) {
    const range = `users know of ${inWords(wrong.least)} to ${inWords(wrong.most)}`;
    const reason = `${inWords(wrong.counted)} bookings were counted, and ${range}`;
    return { status: 'fail', reason, ...bound, value: wrong.wrong, details };
  }
  if (samples < samplesMin) {
    return unknown(`too few samples: ${samples} bookings while all were heard of; ${samplesMin} would do`, bound);
  }
  return { status: 'pass', reason: `${inWords(counted)} bookings were counted rightly`, ...bound, value: 0, details };
}

/** The lives of each process, in the order of time. */
function livesOf(counters: readonly CounterSample[]): readonly (readonly Life[])[] {
  const byProcess = Map.groupBy(
    counters.toSorted((a, b) => a.atMs - b.atMs),
    ({ process }) => process,
  );
  return [...byProcess.values()].map((samples) => {
    const lives: Value[][] = [];
    let last: Value | undefined;
    for (const sample of samples) {
      if (!has(sample)) last = undefined;
      else {
        const isSame = last !== undefined && sample.value >= last.value && sample.atMs - last.atMs < unwatchedMs;
        if (isSame) lives.at(-1)?.push(sample);
        else lives.push([sample]);
        last = sample;
      }
    }
    return lives;
  });
}

/** A counter that fell: its process began anew, or it was another one that answered. */
function hasTurnedBack(lives: readonly Life[]): boolean {
  return lives.some((life, at) => (lives[at - 1]?.at(-1)?.value ?? 0) > (life[0]?.value ?? 0));
}

function has(sample: CounterSample): sample is Value {
  return sample.value !== null;
}

/** Times in which every process lived one life: of each the part that lies in all of them. */
function stretchesOf(processes: readonly (readonly Life[])[]): readonly (readonly Life[])[] {
  const [first = [], ...others] = processes;
  return others.reduce<readonly (readonly Life[])[]>(
    (stretches, lives) =>
      stretches.flatMap((stretch) => lives.map((life) => shared([...stretch, life])).filter(isWatched)),
    first.map((life) => [life]).filter(isWatched),
  );
}

function isWatched(lives: readonly Life[]): boolean {
  return lives.every((life) => life.length > 1);
}

function shared(lives: readonly Life[]): readonly Life[] {
  const fromMs = Math.max(...lives.map((life) => life[0]?.atMs ?? Number.POSITIVE_INFINITY));
  const toMs = Math.min(...lives.map((life) => life.at(-1)?.endMs ?? Number.NEGATIVE_INFINITY));
  return lives.map((life) => life.filter(({ atMs, endMs }) => atMs >= fromMs && endMs <= toMs));
}

interface Compared {
  readonly counted: number;
  readonly least: number;
  readonly most: number;
  readonly wrong: number;
}

/** Least: made, and counted in time, while all were heard of. Most: all that can have been counted by any of them. */
function compare(lives: readonly Life[], attempts: readonly MadeBooking[]): Compared {
  const ends = lives.map((life) => ({ first: life[0] as Value, last: life.at(-1) as Value }));
  const counted = ends.reduce((sum, { first, last }) => sum + last.value - first.value, 0);
  const fromMs = Math.max(...ends.map(({ first }) => first.endMs));
  const toMs = Math.min(...ends.map(({ last }) => last.atMs)) - countedWithinMs;
  const firstMs = Math.min(...ends.map(({ first }) => first.atMs)) - countedWithinMs;
  const lastMs = Math.max(...ends.map(({ last }) => last.endMs));
  const possible = attempts.filter(
    ({ verb, startMs, endMs }) => (endMs >= firstMs || verb === byEvent) && startMs <= lastMs,
  );
  const most = possible.reduce((sum, { atMost }) => sum + atMost, 0);
  const least = surelyMade(attempts, fromMs, toMs);
  return { counted, least, most, wrong: Math.max(0, counted - most, least - counted) };
}

/** Bookings of which users were told, and which cannot have been made before: who shares a name shares the booking. */
function surelyMade(attempts: readonly MadeBooking[], fromMs: number, toMs: number): number {
  const begunMs = new Map<string, number>();
  for (const { names, startMs } of attempts) {
    for (const name of names) begunMs.set(name, Math.min(startMs, begunMs.get(name) ?? startMs));
  }
  const known = new Set<string>();
  let made = 0;
  // Who has most names first: they say that others are the same.
  for (const { verb, names, type, endMs } of attempts.toSorted((a, b) => b.names.length - a.names.length)) {
    if (verb === byEvent || type !== 'ok' || endMs >= toMs) continue;
    if (names.some((name) => (begunMs.get(name) as number) <= fromMs)) continue;
    if (!names.some((name) => known.has(name))) made += 1;
    for (const name of names) known.add(name);
  }
  return made;
}
