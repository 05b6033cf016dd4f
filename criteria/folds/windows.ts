import type { PhaseSpan } from '../series.ts';
import type { LoadRecord } from './load-record.ts';

/** A plan that was carried out: its record, and its phases laid on the run's clock. */
export interface Load {
  readonly record: LoadRecord;
  readonly startedMs: number;
  readonly phases: readonly PhaseSpan[];
}

/** A span of time that decides, cut into bins of one second that are numbered on through all windows. */
export interface Window {
  readonly fromMs: number;
  readonly toMs: number;
  readonly firstBin: number;
}

export interface Windows {
  readonly windows: readonly Window[];
  readonly binCount: number;
  /** The bin of a time, or -1 outside of all windows. */
  binOf(atMs: number): number;
}

export const binMs = 1000;

/** The measured phases of one load, in their order. */
export function measuredWindows(load: Load, firstBin = 0): Windows {
  const windows: Window[] = [];
  let bins = firstBin;
  for (const { fromMs, toMs, measured } of load.phases) {
    if (!measured || toMs <= fromMs) continue;
    windows.push({ fromMs, toMs, firstBin: bins });
    bins += Math.ceil((toMs - fromMs) / binMs);
  }
  return {
    windows,
    binCount: bins,
    binOf(atMs) {
      for (const { fromMs, toMs, firstBin: first } of windows) {
        if (atMs >= fromMs && atMs < toMs) return first + Math.floor((atMs - fromMs) / binMs);
      }
      return -1;
    },
  };
}

export function loadOf(record: LoadRecord, startedMs: number): Load {
  const phases = record.plan.phases.map((phase) => ({
    ...phase,
    fromMs: phase.fromMs + startedMs,
    toMs: phase.toMs + startedMs,
  }));
  return { record, startedMs, phases };
}
