/** One request that a person will want to look up. */
export interface Outlier {
  /** Of its operation, which is its trace's too. */
  readonly id: string;
  readonly dueMs: number;
  /** +∞: it failed. */
  readonly latencyMs: number;
}

/** The slowest answers, and failures, while a history streams by: a few of a million. */
export interface Outliers {
  take(outlier: Outlier): void;
  /** The slowest of those first, then the failures, the latest first. */
  kept(): readonly Outlier[];
}

/** Enough for one of them to lie in a phase that was measured, nearly always. */
const keptMax = 64;

export function openOutliers(): Outliers {
  let slow: Outlier[] = [];
  let floorMs = -1;
  const failed: Outlier[] = [];
  const slowestFirst = () => slow.sort((one, other) => other.latencyMs - one.latencyMs);
  return {
    take(outlier) {
      if (outlier.latencyMs === Number.POSITIVE_INFINITY) {
        if (failed.push(outlier) > keptMax) failed.shift();
        return;
      }
      if (outlier.latencyMs <= floorMs) return;
      slow.push(outlier);
      if (slow.length < 2 * keptMax) return;
      slow = slowestFirst().slice(0, keptMax);
      floorMs = slow.at(-1)?.latencyMs ?? -1;
    },
    kept: () => [...slowestFirst().slice(0, keptMax), ...failed.toReversed()],
  };
}
