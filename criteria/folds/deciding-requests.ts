import type { Outlier } from './outliers.ts';
import { type Load, measuredWindows } from './windows.ts';

/** The requests of the measured phases of all loads that feed a criterion, one after another in seconds. */
export interface DecidingRequests {
  /** ms from when it was due; +∞ for a failed one. */
  readonly latencies: Float64Array;
  readonly bins: Uint32Array;
  readonly binCount: number;
  readonly routes: readonly string[];
  /** All latencies in ascending order, and those of each route: sorted once, asked often. */
  readonly sorted: Float64Array;
  readonly sortedByRoute: readonly Float64Array[];
  /** Failed requests by kind, as in `errorKinds`. */
  readonly errors: readonly number[];
  readonly failed: number;
  /** Of what was answered, the operation that waited longest; and one that failed. Undefined: none that is known. */
  readonly slowestId: string | undefined;
  readonly failedId: string | undefined;
}

export function decidingRequests(loads: readonly Load[]): DecidingRequests {
  const latencies: number[] = [];
  const bins: number[] = [];
  const routes = new Map<string, number[]>();
  const errors = [0, 0, 0, 0];
  let binCount = 0;
  const outliers: Outlier[] = [];
  for (const load of loads) {
    const { requests, nameOf } = load.record;
    const windows = measuredWindows(load, binCount);
    binCount = windows.binCount;
    outliers.push(...load.record.outliers.kept().filter(({ dueMs }) => windows.binOf(dueMs) !== -1));
    for (let index = 0; index < requests.dueMs.length; index += 1) {
      const dueMs = requests.dueMs[index] as number;
      const bin = windows.binOf(dueMs);
      if (bin === -1) continue;
      const error = requests.error[index] as number;
      if (error > 0) errors[error - 1] = (errors[error - 1] as number) + 1;
      const endMs = requests.endMs[index] as number;
      const latency = error > 0 ? Number.POSITIVE_INFINITY : Math.max(0, endMs - dueMs);
      latencies.push(latency);
      bins.push(bin);
      const name = nameOf(requests.route[index] as number);
      const known = routes.get(name);
      if (known === undefined) routes.set(name, [latency]);
      else known.push(latency);
    }
  }
  return {
    latencies: Float64Array.from(latencies),
    bins: Uint32Array.from(bins),
    binCount,
    routes: [...routes.keys()],
    sorted: Float64Array.from(latencies).sort(),
    sortedByRoute: [...routes.values()].map((values) => Float64Array.from(values).sort()),
    errors,
    failed: errors.reduce((sum, count) => sum + count, 0),
    ...idsOf(outliers),
  };
}

function idsOf(outliers: readonly Outlier[]): Pick<DecidingRequests, 'slowestId' | 'failedId'> {
  const isFailure = ({ latencyMs }: Outlier): boolean => latencyMs === Number.POSITIVE_INFINITY;
  const answered = outliers.filter((outlier) => !isFailure(outlier));
  const slowest = answered.reduce<Outlier | undefined>(
    (most, outlier) => (most === undefined || outlier.latencyMs > most.latencyMs ? outlier : most),
    undefined,
  );
  return { slowestId: slowest?.id, failedId: outliers.find(isFailure)?.id };
}
