import type { Operation } from '../core/operation.ts';
import { arrivalCount, type Plan } from '../core/plan.ts';
import { errorOf } from '../criteria/folds/load-record.ts';
import { openProblems } from '../recording/problems.ts';
import { readHistory } from '../recording/read-history.ts';
import { openSeenIds } from '../recording/seen-ids.ts';

/** What one step of a capacity search showed, by the same bounds as the criteria. */
export interface StepMeasure {
  readonly held: boolean;
  readonly p95Ms: number | null;
  readonly errorShare: number;
  readonly requestsPerSecond: number;
  /** Why it did not hold. */
  readonly reason: string;
}

const p95MaxMs = 200;
const errorShareMax = 0.001;

/** Reads the history of one step. The figure itself decides, since a step is measured again before it counts. */
export async function measureStep(historyFile: string, plan: Plan): Promise<StepMeasure> {
  const latencies: number[] = [];
  let errors = 0;
  let journeys = 0;
  let loadMs: number | undefined;
  const operations: Operation[] = [];
  const taker = {
    source: () => undefined,
    mark: (mark: { mark: string; atMs: number }) => {
      if (mark.mark === 'load-started') loadMs = Math.min(loadMs ?? mark.atMs, mark.atMs);
    },
    operation: (operation: Operation) => void operations.push(operation),
  };
  await readHistory(historyFile, taker, openProblems(), openSeenIds());
  const measured = plan.phases.find((phase) => phase.measured) ?? { fromMs: 0, toMs: 0 };
  const fromMs = (loadMs ?? 0) + measured.fromMs;
  const toMs = (loadMs ?? 0) + measured.toMs;
  for (const operation of operations) {
    if (operation.verb === 'journey') journeys += 1;
    for (const [index, request] of operation.requests.entries()) {
      const startMs = index === 0 ? (operation.intendedMs ?? request.startMs) : request.startMs;
      if (startMs < fromMs || startMs >= toMs) continue;
      const isFailed = errorOf(request, operation, index === operation.requests.length - 1) !== 0;
      latencies.push(isFailed ? Infinity : request.endMs - startMs);
      if (isFailed) errors += 1;
    }
  }
  latencies.sort((a, b) => a - b);
  const p95Ms = latencies[Math.ceil(latencies.length * 0.95) - 1] ?? Infinity;
  const errorShare = latencies.length === 0 ? 1 : errors / latencies.length;
  const offered = plan.arrivals.reduce((sum, arrivals) => sum + arrivalCount(arrivals), 0);
  // One an entry may be missing: whether the very last arrival is started is a matter of rounding.
  const reason = reasonFor(p95Ms, errorShare, offered - journeys - plan.arrivals.length);
  return {
    held: reason === '',
    p95Ms: Number.isFinite(p95Ms) ? p95Ms : null,
    errorShare,
    requestsPerSecond: latencies.length / ((toMs - fromMs) / 1000),
    reason,
  };
}

function reasonFor(p95Ms: number, errorShare: number, dropped: number): string {
  if (dropped > 0) return `${dropped} journeys could not be started`;
  if (errorShare >= errorShareMax) return `${(errorShare * 100).toFixed(2)} % errors`;
  return p95Ms >= p95MaxMs ? `p95 ${p95Ms.toFixed(0)} ms` : '';
}
