/** Which of several seconds stands for all of them when there are more seconds than pixels. */
export type Choice = 'max' | 'min' | 'mean';

export interface Buckets {
  /** Seconds that one point stands for. */
  readonly seconds: number;
  /** `[ms, value]`, ms in the middle of the bucket; null where nothing was seen in any of its seconds. */
  readonly points: readonly (readonly [number, number | null])[];
}

/** One value a second as at most `pointsMax` points. */
export function buckets(
  values: readonly (number | null)[],
  fromMs: number,
  pointsMax: number,
  choice: Choice,
): Buckets {
  const seconds = secondsPerPoint(values.length, pointsMax);
  const points: (readonly [number, number | null])[] = [];
  for (let start = 0; start < values.length; start += seconds) {
    const end = Math.min(values.length, start + seconds);
    points.push([fromMs + ((start + end) / 2) * 1000, picked(values, start, end, choice)]);
  }
  return { seconds, points };
}

export function secondsPerPoint(length: number, pointsMax: number): number {
  return Math.max(1, Math.ceil(length / Math.max(1, pointsMax)));
}

/** Samples at any times, thinned to at most `pointsMax` points of which each is the largest of its neighbours. */
export function thinned(
  atMs: readonly number[],
  values: readonly number[],
  pointsMax: number,
): readonly (readonly [number, number])[] {
  const every = secondsPerPoint(values.length, pointsMax);
  const points: (readonly [number, number])[] = [];
  for (let start = 0; start < values.length; start += every) {
    let best = start;
    for (let index = start; index < Math.min(values.length, start + every); index += 1) {
      if ((values[index] ?? 0) > (values[best] ?? 0)) best = index;
    }
    points.push([atMs[best] ?? 0, values[best] ?? 0]);
  }
  return points;
}

function picked(values: readonly (number | null)[], start: number, end: number, choice: Choice): number | null {
  let kept: number | null = null;
  let seen = 0;
  for (let index = start; index < end; index += 1) {
    const value = values[index] ?? null;
    if (value === null) continue;
    seen += 1;
    if (kept === null) kept = value;
    else if (choice === 'max') kept = Math.max(kept, value);
    else if (choice === 'min') kept = Math.min(kept, value);
    else kept += value;
  }
  return kept !== null && choice === 'mean' ? kept / seen : kept;
}
