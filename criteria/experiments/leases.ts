import type { FaultEvent, TimelineEvent } from '../../core/run.ts';

/** What became of one fault of an experiment, by the run's timeline. */
export interface Lease {
  /** Its name with what it hit. */
  readonly fault: string;
  readonly fromMs: number;
  /** Null: it was not healed. */
  readonly toMs: number | null;
  /** How the platform was in this load, and not what it had to bear. */
  readonly isThroughout: boolean;
  /** What whoever counts said of it when it was healed; undefined: nobody counts. */
  readonly said: string | undefined;
  /** Why nobody may judge by it; undefined: it was injected, and healed. */
  readonly problem: string | undefined;
}

/** Those that began in this span of the run's clock, in the order of their times. */
export function leasesOf(timeline: readonly TimelineEvent[], fromMs: number, toMs: number): readonly Lease[] {
  const leases: Lease[] = [];
  const open = new Map<string, FaultEvent[]>();
  for (const event of timeline.toSorted((a, b) => a.atMs - b.atMs)) {
    if (!isOfFault(event)) continue;
    const told = open.get(event.fault);
    if (told !== undefined) told.push(event);
    else if (event.atMs >= fromMs && event.atMs < toMs) open.set(event.fault, [event]);
    if (!isLast(event)) continue;
    leases.push(leaseOf(open.get(event.fault) ?? []));
    open.delete(event.fault);
  }
  for (const told of open.values()) leases.push(leaseOf(told));
  return leases.filter(({ fault }) => fault !== '').sort((a, b) => a.fromMs - b.fromMs);
}

function leaseOf(told: readonly FaultEvent[]): Lease {
  const [first] = told;
  const of = (name: FaultEvent['event']): FaultEvent | undefined => told.find(({ event }) => event === name);
  const healed = of('fault-healed');
  const wrong = of('fault-unavailable') ?? of('fault-failed') ?? of('fault-stuck');
  const problem =
    wrong === undefined ? undefined : `${wrong.event}${wrong.detail === undefined ? '' : `: ${wrong.detail}`}`;
  return {
    fault: first?.fault ?? '',
    fromMs: first?.atMs ?? 0,
    toMs: healed?.atMs ?? null,
    said: healed?.detail,
    isThroughout: first?.isThroughout === true,
    problem:
      problem ?? (healed === undefined || of('fault-injected') === undefined ? 'its healing was not seen' : undefined),
  };
}

function isOfFault(event: TimelineEvent): event is FaultEvent {
  return event.event.startsWith('fault-');
}

function isLast({ event }: FaultEvent): boolean {
  return event === 'fault-unavailable' || event === 'fault-healed' || event === 'fault-stuck';
}
