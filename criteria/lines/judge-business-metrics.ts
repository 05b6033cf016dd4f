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

/** What one process counted while it was surely one and the same: from its first answer to its last. */
interface Life {
  readonly first: Value;
  readonly last: Value;
}

/**
 * What the platform's own counters say of bookings, against what users were told: not more than was possibly made, not
 * less than surely was. A counter begins at 0 when its process does, so that only times are judged in which every
 * process was asked again and again, and went on counting.
 */
export function judgeBusinessMetrics({ resources, made }: LineEvidence): Judgement | undefined {
  if (resources.reports === undefined) return undefined;
  const { countedVerbs } = resources.reports;
  if (countedVerbs === null) {
    return { status: 'not-applicable', reason: 'the adapter names no counter of bookings' };
  }
  const attempts = made.attempts.filter(({ verb }) => verb === byEvent || countedVerbs.includes(verb));
  const stretches = stretchesOf(livesOf(resources.counters)).map((lives) => compare(lives, attempts));
  const samples = stretches.reduce((sum, { least }) => sum + least, 0);
  const counted = stretches.reduce((sum, stretch) => sum + stretch.counted, 0);
  const bound = { operator: '=' as const, threshold: 0, unit: 'bookings counted wrongly', samples };
  const wrong = stretches.toSorted((a, b) => b.wrong - a.wrong)[0];
  if (wrong === undefined) return unknown('not measured: no process was heard of for long enough', bound);
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
    const lives: Life[] = [];
    let life: Life | undefined;
    for (const sample of samples) {
      const isSame =
        life !== undefined &&
        has(sample) &&
        sample.value >= life.last.value &&
        sample.atMs - life.last.atMs < unwatchedMs;
      if (!isSame && life !== undefined) lives.push(life);
      if (!has(sample)) life = undefined;
      else life = { first: isSame && life !== undefined ? life.first : sample, last: sample };
    }
    return life === undefined ? lives : [...lives, life];
  });
}

function has(sample: CounterSample): sample is Value {
  return sample.value !== null;
}

/** Times in which every process lived one life: one life of each, and all of them overlap. */
function stretchesOf(processes: readonly (readonly Life[])[]): readonly (readonly Life[])[] {
  const [first = [], ...others] = processes;
  return others.reduce<readonly (readonly Life[])[]>(
    (stretches, lives) =>
      stretches.flatMap((stretch) =>
        lives.map((life) => [...stretch, life]).filter((together) => sharedMs(together) > 0),
      ),
    first.map((life) => [life]),
  );
}

function sharedMs(lives: readonly Life[]): number {
  const from = Math.max(...lives.map(({ first }) => first.endMs));
  return Math.min(...lives.map(({ last }) => last.atMs)) - from;
}

interface Compared {
  readonly counted: number;
  readonly least: number;
  readonly most: number;
  readonly wrong: number;
}

/** Least: made, and counted in time, while all were heard of. Most: all that can have been counted by any of them. */
function compare(lives: readonly Life[], attempts: readonly MadeBooking[]): Compared {
  const counted = lives.reduce((sum, { first, last }) => sum + last.value - first.value, 0);
  const fromMs = Math.max(...lives.map(({ first }) => first.endMs));
  const toMs = Math.min(...lives.map(({ last }) => last.atMs)) - countedWithinMs;
  const begunMs = new Map<string, number>();
  const surely = new Set<string>();
  for (const { intent, startMs } of attempts) begunMs.set(intent, Math.min(startMs, begunMs.get(intent) ?? startMs));
  for (const { verb, intent, type, endMs } of attempts) {
    if (verb === byEvent) continue;
    // Who asked again may be told of what was made at the first time.
    if (type === 'ok' && (begunMs.get(intent) as number) > fromMs && endMs < toMs) surely.add(intent);
  }
  const firstMs = Math.min(...lives.map(({ first }) => first.atMs)) - countedWithinMs;
  const lastMs = Math.max(...lives.map(({ last }) => last.endMs));
  const possible = attempts.filter(
    ({ verb, startMs, endMs }) => (endMs >= firstMs || verb === byEvent) && startMs <= lastMs,
  );
  const most = possible.reduce((sum, { atMost }) => sum + atMost, 0);
  const least = surely.size;
  return { counted, least, most, wrong: Math.max(0, counted - most, least - counted) };
}
