/**
 * Whose process it is: of the target, of what it calls, of the load generator, or of the harness around all. What runs
 * `elsewhere` is the target's too, and uses nothing of the machine that the harness knows.
 */
export type ProcessRole =
  | 'api'
  | 'worker'
  | 'relay'
  | 'database'
  | 'provider'
  | 'network'
  | 'generator'
  | 'harness'
  | 'elsewhere';

/** The target's own processes, beside its database. */
export const platformRoles: readonly ProcessRole[] = ['api', 'worker', 'relay'];

/** One line of resources.ndjson; `atMs` on the run's clock; counters only grow. */
export type ResourceSample =
  | ProcessSample
  | MachineSample
  | DatabaseSample
  | StatementSample
  | TableSample
  | RouteStatements
  | Limits
  | SelfReports
  | ReadinessSample
  | CounterSample
  | AlertSample
  | CacheSample;

export interface ProcessSample {
  readonly kind: 'process';
  readonly atMs: number;
  readonly name: string;
  readonly role: ProcessRole;
  readonly pid: number;
  /** CPU time used so far (for the database: of all its processes). */
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly descriptors: number;
}

export interface MachineSample {
  readonly kind: 'machine';
  readonly atMs: number;
  readonly cores: number;
  readonly busyMs: number;
  readonly stealMs: number;
  readonly memoryAvailableBytes: number;
  /** Linux pressure stall information, total µs in which some task waited for CPU; null where the kernel has none. */
  readonly cpuPressureUs: number | null;
}

export interface DatabaseSample {
  readonly kind: 'database';
  readonly atMs: number;
  /** Connections of the target; those of the harness's own observer do not count. */
  readonly connections: number;
  readonly active: number;
  readonly idleInTransaction: number;
  /** Active connections that wait for a lock. */
  readonly waitingForLock: number;
  /** Its clock is so much ahead of the harness's, as far as that is known while a question comes and goes. */
  readonly clockAheadMs?: number;
  /** Replicas that follow it just now. */
  readonly replicas?: number;
}

/** Cumulative since the load started, one line a statement, at the end (and in the middle, where that is cheap). */
export interface StatementSample {
  readonly kind: 'statement';
  readonly atMs: number;
  /** Normalised text without literals, at most 500 characters. */
  readonly query: string;
  readonly calls: number;
  readonly totalMs: number;
  readonly rowsReturned: number;
  /** Rows that it had to look at, over the executions that were sampled; null where that could not be seen. */
  readonly sampledCalls: number;
  readonly sampledRowsRead: number | null;
  readonly sampledRowsReturned: number | null;
  /**
   * Rows that an execution looked at and did not return, over those that were sampled: their sum, and that of their
   * squares, so that whoever compares can tell a difference from chance. Absent where that was not kept.
   */
  readonly sampledInVain?: { readonly rows: number; readonly squares: number };
  /** The largest table that it touches, with its number of rows. */
  readonly largestTable: string | null;
  readonly largestTableRows: number | null;
}

/** Cumulative since the load started, one line a table. */
export interface TableSample {
  readonly kind: 'table';
  readonly atMs: number;
  readonly table: string;
  readonly rows: number;
  readonly sequentialScans: number;
  readonly sequentialRowsRead: number;
  readonly indexScans: number;
}

/** Statements that one request of a route needs, counted while nothing else ran. */
export interface RouteStatements {
  readonly kind: 'route-statements';
  readonly atMs: number;
  readonly route: string;
  readonly requests: number;
  readonly statements: number;
}

/** What the target's processes tell of themselves when they are asked; written once, before they are. */
export interface SelfReports {
  readonly kind: 'self-reports';
  readonly atMs: number;
  readonly readiness: boolean;
  /** Verbs whose successes are counted; null: nobody counts. */
  readonly countedVerbs: readonly string[] | null;
  /** An address may lead to several processes in turn; absent: each leads to one. */
  readonly isBalanced?: boolean;
}

/** One process, asked at the same moment whether it is ready and for what users ask for; `atMs` is that moment. */
export interface ReadinessSample {
  readonly kind: 'readiness';
  readonly atMs: number;
  readonly endMs: number;
  /** The number of its base URL, from 1. */
  readonly process: number;
  /** It says that it is ready; false: that it is not, or nothing. */
  readonly isReady: boolean;
  /** It did what users ask for. */
  readonly isServing: boolean;
}

/** How many successes one process has counted since it began; null: it did not say. */
export interface CounterSample {
  readonly kind: 'counter';
  readonly atMs: number;
  readonly endMs: number;
  readonly process: number;
  readonly value: number | null;
}

/** What the environment knows of bounds; written once, at the start. */
export interface Limits {
  readonly kind: 'limits';
  readonly atMs: number;
  /** Connections that the pools of all processes of the target allow together; null where unknown. */
  readonly poolConnections: number | null;
  /** Memory that one process of the target may use, in bytes; null where it has no limit. */
  readonly processMemoryBytes: number | null;
  /** Cores that the target may use. */
  readonly targetCores: number | null;
}

/** What the target's cache has counted since it was started; it begins anew when that is started again. */
export interface CacheSample {
  readonly kind: 'cache';
  readonly atMs: number;
  /** Keys that somebody looked up, whether they were there or not. */
  readonly lookUps: number;
}

/** What the target's own alerting says; written at the start, and whenever any rule's state has changed. */
export interface AlertSample {
  readonly kind: 'alerts';
  readonly atMs: number;
  readonly rules: readonly AlertRule[];
}

export interface AlertRule {
  readonly name: string;
  /** `pending`: its condition holds, and not yet for as long as the rule demands. */
  readonly state: 'inactive' | 'pending' | 'firing';
}
