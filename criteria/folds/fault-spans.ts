import type { TimelineEvent } from '../../core/run.ts';
import type { PhaseSpan } from '../series.ts';
import type { RequestColumns } from './load-record.ts';

/** Something was broken, or had just been healed. */
export interface FaultSpan {
  readonly fault: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** What was sent to a part that was away comes again for about so long after it is back. */
const recoveryMs = 1_500;

/** From each lease to the healing, by what the run's timeline says; one that was not healed lasts for ever. */
export function faultSpans(timeline: readonly TimelineEvent[]): readonly FaultSpan[] {
  const spans: FaultSpan[] = [];
  const open = new Map<string, number>();
  for (const event of timeline.toSorted((a, b) => a.atMs - b.atMs)) {
    if (event.event === 'fault-leased') open.set(event.fault, event.atMs);
    const fromMs = event.event === 'fault-healed' ? open.get(event.fault) : undefined;
    if (event.event !== 'fault-healed' || fromMs === undefined) continue;
    spans.push({ fault: event.fault, fromMs, toMs: event.atMs + recoveryMs });
    open.delete(event.fault);
  }
  for (const [fault, fromMs] of open) spans.push({ fault, fromMs, toMs: Number.POSITIVE_INFINITY });
  return spans;
}

/** The same, from when the first request was due that was under way when it broke, and failed. */
export function sinceUnderWay(
  spans: readonly FaultSpan[],
  { dueMs, endMs, error }: Pick<RequestColumns, 'dueMs' | 'endMs' | 'error'>,
): readonly FaultSpan[] {
  return spans.map((span) => {
    let { fromMs } = span;
    for (let row = 0; row < dueMs.length; row += 1) {
      const [due, end] = [dueMs[row] as number, endMs[row] as number];
      if (due < fromMs && end >= span.fromMs && end <= span.toMs && error[row] !== 0) fromMs = due;
    }
    return { ...span, fromMs };
  });
}

/** Phases as they were: only what is free of faults is measured. */
export function withoutFaults(phases: readonly PhaseSpan[], faults: readonly FaultSpan[]): readonly PhaseSpan[] {
  return faults.reduce(
    (before, fault) => before.flatMap((phase) => (phase.measured ? cut(phase, fault) : [phase])),
    phases,
  );
}

function cut(phase: PhaseSpan, { fault, fromMs, toMs }: FaultSpan): readonly PhaseSpan[] {
  const [begin, end] = [Math.max(phase.fromMs, fromMs), Math.min(phase.toMs, toMs)];
  if (begin >= end) return [phase];
  const parts: readonly PhaseSpan[] = [
    { ...phase, toMs: begin },
    { name: fault, fromMs: begin, toMs: end, measured: false },
    { ...phase, fromMs: end },
  ];
  return parts.filter((part) => part.toMs > part.fromMs);
}
