import type { PlannedExperiment } from './experiment.ts';
import type { PlanCap } from './plan-cap.ts';
import type { Conduct, ProviderName } from './provider.ts';
import type { Round } from './round.ts';

/** A span of a plan. Only measured, fault-free phases decide latency, errors, uptime and booking success. */
export interface Phase {
  readonly name: string;
  /** ms since the load started, half-open. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly measured: boolean;
}

/** Open arrivals of one journey: the rate goes in a straight line from each stage's start to its end. */
export interface Arrivals {
  /** The journey, which is also the name of the function that the scenario exports. */
  readonly journey: string;
  readonly startPerSecond: number;
  readonly stages: readonly { readonly durationMs: number; readonly endPerSecond: number }[];
  /** Journeys that may be open at once before arrivals are dropped (and counted as dropped). */
  readonly openMax: number;
}

/** What a scenario does: pure data, made in Node from options and a seed, and kept in plans.json. */
export interface Plan {
  /** The scenario's name, which is also the name of its history. */
  readonly name: string;
  /** The file of scenarios/ that k6 plays, where it is not that of the plan's name. */
  readonly entry?: string;
  /** Who plays it; default k6. */
  readonly playedBy?: 'sockets' | 'storm';
  /** Open journeys that the measured phases must hold in every second; 0 where that is not the point. */
  readonly users: number;
  /** Requests a second that the measured phases must reach in sum; 0 where that is not the point. */
  readonly requestsPerSecond: number;
  readonly phases: readonly Phase[];
  readonly arrivals: readonly Arrivals[];
  /** Criteria that this plan's measured phases decide. */
  readonly feeds: readonly string[];
  /** Journeys stop at the last phase's end by themselves; later than any request's timeout after it, k6 cuts. */
  readonly gracePeriodMs: number;
  readonly requestTimeoutMs: number;
  /** What pauses are multiplied by; default 1, as people pause. 0 where only the platform's pace matters. */
  readonly pauseFactor?: number;
  /**
   * A connection for each request, instead of a few that are kept. Where replies are lost: k6 sends what has an
   * idempotency key again by itself, in silence, when a connection dies that had been used before.
   */
  readonly isReconnecting?: boolean;
  /** Share of the users, 0 to 1, that all want what is most popular where they are; default 0. */
  readonly crowding?: number;
  /** Races, where the plan has them, and the simulated users that play them: lanes 0 to `lanes` - 1. */
  readonly rounds?: readonly Round[];
  readonly lanes?: number;
  readonly storm?: StormPlan;
  /** What the shapes of the rounds are called in a report. */
  readonly shapes?: readonly { readonly name: string; readonly title: string }[];
  /** What is claimed of its faults; its phases are then `steady`, `fault` and `recovery`. */
  readonly experiment?: PlannedExperiment;
  /** What is broken meanwhile, and healed. */
  readonly faults?: readonly PlannedFault[];
  /** It begins then, in ms on the run's clock; where that was over, nothing of it is broken. */
  readonly beginsAtMs?: number;
  /** When the target is backed up, in ms since the load began; the last of these backups is restored afterwards. */
  readonly backupsAtMs?: readonly number[];
  /** So often the target may be asked, and what of the plan was left out for it; absent: nothing was. */
  readonly cap?: PlanCap;
  /** Shapes that are not played against this platform, and why not. */
  readonly skipped?: readonly { readonly shape: string; readonly reason: string }[];
}

/** `fault` is a file of chaos/faults/; those that hit the same part of the target stand in order of their times. */
export type PlannedFault = {
  /** ms since the load began. */
  readonly atMs: number;
  readonly durationMs: number;
  /** It is there from the load's beginning to its end: no fault to be borne, but how this platform is. */
  readonly isThroughout?: true;
} & (
  | {
      readonly fault: 'process-killed' | 'process-stopped' | 'process-paused';
      /** By a name of the environment's. */
      readonly process: string;
    }
  | { readonly fault: 'provider-misbehaves'; readonly provider: ProviderName; readonly conduct: Conduct }
  | { readonly fault: 'files-used-up'; readonly process: string }
  | { readonly fault: 'clock-jumps'; readonly aheadMs: number }
  | { readonly fault: 'memory-short'; readonly process: string; readonly spareMebibytes: number }
  /** Share of the time, 0 to 1, in which the process stands still. */
  | { readonly fault: 'cpu-stolen'; readonly process: string; readonly share: number }
  | { readonly fault: 'database-killed' | 'connections-used-up' | 'lock-held' }
  | { readonly fault: 'link-cut'; readonly link: LinkName }
  | { readonly fault: 'link-slow'; readonly link: LinkName; readonly latencyMs: number; readonly jitterMs: number }
  | { readonly fault: 'link-narrow'; readonly link: NeededLink; readonly kilobytesPerSecond: number }
  | { readonly fault: 'link-silent'; readonly link: NeededLink }
  | { readonly fault: 'link-closes-slowly'; readonly link: NeededLink; readonly delayMs: number }
  /** Share of the users' replies, 0 to 1, that the platform gives and nobody gets; or of requests that come twice. */
  | { readonly fault: 'replies-lost' | 'replies-replaced' | 'requests-doubled'; readonly share: number }
  | { readonly fault: 'replies-late'; readonly share: number; readonly latencyMs: number }
);

/** Between the platform and what it needs. */
export type NeededLink = Exclude<LinkName, 'users'>;

/**
 * Between the platform and what it needs; `replication`: between its database and the replica that follows it;
 * `users`: between them and the platform.
 */
export type LinkName = 'database' | 'replication' | 'cache' | ProviderName | 'users';

/** What a storm of webhooks is made of; its deliveries themselves are in the history. */
export interface StormPlan {
  readonly stories: number;
  readonly events: number;
  readonly deliveries: number;
  /** How many of them there are of each kind: `cause duplicate`, `credential wrong`, `form large` … */
  readonly counts: Readonly<Record<string, number>>;
  /** How long after each attempt without an answer the next one comes. */
  readonly retryAfterMs: readonly number[];
  /** So much longer are the provider's own waits. */
  readonly compressedBy: number;
  /** To each base URL. */
  readonly connections: number;
  /** What is left of its calls where the rate is capped, 0 to 1; absent: all. */
  readonly cappedShare?: number;
}

/** plans.json: every plan of the run, in the order in which they are carried out. */
export interface Plans {
  readonly schemaVersion: 1;
  readonly plans: readonly Plan[];
}

/** When the n-th (0-based) arrival is due, in ms since the load's start; undefined behind the last one. */
export function arrivalMs(arrivals: Arrivals, n: number): number | undefined {
  let count = 0;
  let atMs = 0;
  let rate = arrivals.startPerSecond / 1000;
  for (const stage of arrivals.stages) {
    const endRate = stage.endPerSecond / 1000;
    const inStage = ((rate + endRate) / 2) * stage.durationMs;
    if (n + 1 <= count + inStage + 1e-9) return atMs + timeToReach(n + 1 - count, rate, endRate, stage.durationMs);
    count += inStage;
    atMs += stage.durationMs;
    rate = endRate;
  }
  return undefined;
}

/** Later than this, a start is no late start: arrivals before it were dropped, and k6 counts the started ones only. */
const lateMaxMs = 1_000;

/**
 * When the n-th visit that was started was due. A generator that drops arrivals numbers only those that it starts, so a
 * visit that seems far too late belongs to the last arrival that was due by then.
 * @param startedMs when it began, in ms since the load's start
 */
export function dueArrivalMs(arrivals: Arrivals, n: number, startedMs: number): number | undefined {
  const dueMs = arrivalMs(arrivals, n);
  if (dueMs === undefined || startedMs - dueMs <= lateMaxMs) return dueMs;
  let [last, beyond] = [n, n + 1];
  const isDue = (arrival: number): boolean => (arrivalMs(arrivals, arrival) ?? Number.POSITIVE_INFINITY) <= startedMs;
  while (isDue(beyond)) [last, beyond] = [beyond, beyond + (beyond - n) * 2];
  while (beyond - last > 1) {
    const middle = Math.floor((last + beyond) / 2);
    if (isDue(middle)) last = middle;
    else beyond = middle;
  }
  return arrivalMs(arrivals, last);
}

/**
 * k6 starts its executors a little later than it says, and cuts them when it said: an arrival that is due within this
 * part of one from the end may be started or not. It is not counted on; plans let arrivals fade out before their end.
 */
const borderline = 0.1;

/** How many arrivals are due before the end: k6 starts none at the very end. */
export function arrivalCount(arrivals: Arrivals): number {
  let count = 0;
  let rate = arrivals.startPerSecond;
  for (const stage of arrivals.stages) {
    count += ((rate + stage.endPerSecond) / 2) * (stage.durationMs / 1000);
    rate = stage.endPerSecond;
  }
  return Math.max(0, Math.ceil(count - borderline) - 1);
}

/** Solves rate·t + (endRate - rate)/(2·duration)·t² = count for t in ms; rates per ms. */
function timeToReach(count: number, rate: number, endRate: number, durationMs: number): number {
  const slope = (endRate - rate) / durationMs;
  if (Math.abs(slope) < 1e-15) return count / rate;
  return (Math.sqrt(Math.max(0, rate * rate + 2 * slope * count)) - rate) / slope;
}
