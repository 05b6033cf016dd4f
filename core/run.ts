/** run.json: what was run, where and how, so that it can be run again. No secrets, no personal data. */
export interface RunRecord {
  readonly schemaVersion: 1;
  readonly campaign: string;
  readonly seed: number;
  readonly anchorDay: string;
  readonly target: string;
  readonly targetVersion: string;
  /** What the target's adapter declares; what it does not declare was not tested. */
  readonly offers?: Readonly<Record<string, boolean | readonly string[] | Readonly<Record<string, string>>>>;
  readonly environment: string;
  readonly baseUrls: readonly string[];
  /** Others may book on the target while the run lasts; absent: they may where it is external. */
  readonly isShared?: boolean;
  readonly defects: readonly string[];
  readonly users: number;
  /** ISO time of the run's clock zero, by the clock that the platform goes by. */
  readonly startedAt: string;
  /** So much was that ahead of this machine's, from the beginning; absent: not at all. */
  readonly clockAheadMs?: number;
  readonly toolVersions: Readonly<Record<string, string>>;
  readonly machine: { readonly cores: number; readonly memoryBytes: number; readonly system: string };
  readonly gitCommit: string | null;
  /** As typed, secrets never among them. */
  readonly commandLine: readonly string[];
}

/** What became of a fault: leased before it is injected, then injected and healed; or what stood in the way. */
export interface FaultEvent {
  readonly event:
    | 'fault-unavailable'
    | 'fault-leased'
    | 'fault-injected'
    | 'fault-failed'
    | 'fault-healed'
    | 'fault-stuck';
  readonly atMs: number;
  /** Its name with what it hits. */
  readonly fault: string;
  /** As the plan says: nothing is judged by its coming and going. */
  readonly isThroughout?: true;
  readonly detail?: string;
}

/** One line of timeline.ndjson; times on the run's clock. */
export type TimelineEvent =
  | FaultEvent
  | {
      readonly event: 'load-ended';
      readonly atMs: number;
      readonly source: string;
      readonly completed?: number;
      readonly interrupted?: number;
      /** Deliveries of a storm that were never begun: nothing of them happened, so that no line is missing. */
      readonly unsent?: number;
      readonly exitCode: number | null;
    }
  | { readonly event: 'step-started' | 'step-ended'; readonly atMs: number; readonly step: string }
  | {
      readonly event: 'process-ended';
      readonly atMs: number;
      readonly process: string;
      readonly expected: boolean;
      readonly detail: string;
    }
  /** From its beginning to its end; `problem`: why there is none. The later backup replaces the earlier one. */
  | {
      readonly event: 'backup-taken' | 'backup-restored';
      readonly atMs: number;
      readonly fromMs: number;
      readonly problem?: string;
    }
  /** The platform's state was read back through its own pages; laws lean on it only where it is complete. */
  | {
      readonly event: 'state-read';
      readonly atMs: number;
      readonly state: 'initial' | 'final' | 'restored';
      readonly bookings: number;
      readonly isComplete: boolean;
      readonly problem?: string;
    }
  | { readonly event: 'clock-jumped'; readonly atMs: number; readonly jumpMs: number }
  | { readonly event: 'disk-full'; readonly atMs: number; readonly file: string }
  | { readonly event: 'interrupted'; readonly atMs: number }
  /** Somebody or something put the brakes on: the load ended before its time. */
  | { readonly event: 'load-stopped'; readonly atMs: number; readonly reason: string }
  /** What happens behind it is the harness's own clearing up: no law is told of it. */
  | { readonly event: 'evidence-ended'; readonly atMs: number }
  /** What the run had booked was cancelled in the end; what was not is in cleanup.json. */
  | { readonly event: 'cleaned-up'; readonly atMs: number; readonly cancelled: number; readonly left: number }
  /** Before the load and after it: how many connections were open, and how long until the level was back. */
  | {
      readonly event: 'connections-returned';
      readonly atMs: number;
      readonly before: number;
      readonly after: number;
      readonly waitedMs: number;
    }
  /** The end of a capacity search: journeys a second that hold and that do not, with every step on the way. */
  | {
      readonly event: 'capacity-found';
      readonly atMs: number;
      /** When the search began. */
      readonly fromMs?: number;
      readonly holdsPerSecond: number;
      readonly failsPerSecond: number | null;
      readonly requestsPerSecond: number;
      /** Two one-sided 95 % bounds of the rate at which every second step holds; 0 and null: nothing was shown. */
      readonly intervalPerSecond?: readonly [number, number | null];
      /** Whether half of what holds still held after the last overload; null where nobody asked. */
      readonly recovered?: boolean | null;
      readonly steps: readonly CapacityStep[];
    };

export interface CapacityStep {
  readonly ratePerSecond: number;
  readonly held: boolean;
  readonly p95Ms: number | null;
  readonly errorShare: number;
  readonly requestsPerSecond: number;
  readonly reason: string;
  /** What had nothing left, where the rate did not hold. */
  readonly bottleneck: string;
  /** The same as one word. */
  readonly saturated?: Saturated;
  /** Share of the machine's cores that the load generator used meanwhile. */
  readonly generatorShare?: number;
  /** What the step was repeated to show; a step that only searched has none. */
  readonly expected?: 'holds' | 'fails';
}

/**
 * What had nothing left first; `machine`: cores that the platform and the generator share, `none`: nothing that was
 * watched, `unseen`: nothing was watched.
 */
export type Saturated = 'generator' | 'machine' | 'target-cpu' | 'database' | 'pool' | 'locks' | 'none' | 'unseen';
