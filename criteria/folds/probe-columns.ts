import type { Operation } from '../../core/operation.ts';

/** Probes of the prober: when each was due, and whether the platform was there. */
export interface ProbeColumns {
  readonly dueMs: number[];
  readonly isAnswered: boolean[];
  take(operation: Operation): void;
}

export function openProbeColumns(): ProbeColumns {
  const columns: ProbeColumns = {
    dueMs: [],
    isAnswered: [],
    take({ intendedMs, startMs, type }) {
      columns.dueMs.push(intendedMs ?? startMs);
      columns.isAnswered.push(type === 'ok');
    },
  };
  return columns;
}
