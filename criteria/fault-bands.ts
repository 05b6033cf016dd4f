import type { TimelineEvent } from '../core/run.ts';
import { leasesOf } from './experiments/leases.ts';
import type { FaultBand } from './series.ts';

/** What was broken, in the order of its times, numbered on through the run; what was not injected is no band. */
export function faultBands(timeline: readonly TimelineEvent[]): readonly FaultBand[] {
  const endMs = timeline.reduce((latest, { atMs }) => Math.max(latest, atMs), 0);
  return leasesOf(timeline, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
    .filter(({ problem, toMs }) => problem === undefined || toMs !== null)
    .map(({ fault, fromMs, toMs }, index) => ({ number: index + 1, fault, fromMs, toMs: toMs ?? endMs }));
}
