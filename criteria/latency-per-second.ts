import type { RequestColumns } from './folds/load-record.ts';
import type { LatencySeries } from './series.ts';
import { quantile } from './statistics/quantile.ts';

/** Latencies of every second, over all requests or by a column of group numbers. */
export interface LatencyPerSecond {
  all(): LatencySeries;
  by(groups: readonly number[]): ReadonlyMap<number, LatencySeries>;
}

/** Each request counts in the second in which it was due; requests are put in order of their seconds once. */
export function latencyPerSecond(requests: RequestColumns, fromMs: number, length: number): LatencyPerSecond {
  const seconds = requests.dueMs.map((dueMs) => Math.floor((dueMs - fromMs) / 1000));
  const starts = new Uint32Array(length + 1);
  for (const second of seconds) {
    if (second >= 0 && second < length) starts[second + 1] = (starts[second + 1] as number) + 1;
  }
  for (let second = 0; second < length; second += 1) {
    starts[second + 1] = (starts[second + 1] as number) + (starts[second] as number);
  }
  const next = starts.slice();
  const order = new Uint32Array(starts[length] as number);
  for (const [index, second] of seconds.entries()) {
    if (second < 0 || second >= length) continue;
    const at = next[second] as number;
    order[at] = index;
    next[second] = at + 1;
  }
  const latencyOf = (index: number): number =>
    (requests.error[index] as number) > 0
      ? Number.POSITIVE_INFINITY
      : Math.max(0, (requests.endMs[index] as number) - (requests.dueMs[index] as number));

  /** Calls back with the requests of each second. */
  const eachSecond = (call: (second: number, indices: Uint32Array) => void): void => {
    for (let second = 0; second < length; second += 1) call(second, order.subarray(starts[second], starts[second + 1]));
  };

  return {
    all() {
      const series = emptySeries(length);
      eachSecond((second, indices) => fill(series, second, Float64Array.from(indices, latencyOf)));
      return series;
    },
    by(groups) {
      const byGroup = new Map<number, ReturnType<typeof emptySeries>>();
      eachSecond((second, indices) => {
        const latencies = new Map<number, number[]>();
        for (const index of indices) {
          const group = groups[index] as number;
          const known = latencies.get(group);
          if (known === undefined) latencies.set(group, [latencyOf(index)]);
          else known.push(latencyOf(index));
        }
        for (const [group, values] of latencies) {
          const series = byGroup.get(group) ?? emptySeries(length);
          byGroup.set(group, series);
          fill(series, second, Float64Array.from(values));
        }
      });
      return byGroup;
    },
  };
}

function emptySeries(length: number) {
  const nothing = (): (number | null)[] => new Array<number | null>(length).fill(null);
  return { count: new Array<number>(length).fill(0), p50: nothing(), p95: nothing(), p99: nothing(), max: nothing() };
}

function fill(series: ReturnType<typeof emptySeries>, second: number, latencies: Float64Array): void {
  if (latencies.length === 0) return;
  latencies.sort();
  const at = (share: number): number | null => {
    const value = quantile(latencies, share);
    return Number.isFinite(value) ? Math.round(value * 100) / 100 : null;
  };
  series.count[second] = latencies.length;
  series.p50[second] = at(0.5);
  series.p95[second] = at(0.95);
  series.p99[second] = at(0.99);
  series.max[second] = at(1);
}
