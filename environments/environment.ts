import type { LinkName } from '../core/plan.ts';
import type { Conduct, ProviderName } from '../core/provider.ts';
import type { Reach } from '../core/reach.ts';
import type { AlertRule, ProcessRole, ResourceSample } from '../core/resource-sample.ts';
import type { PrometheusSight } from './observers/prometheus-usage.ts';
import type { OwnersRestart } from './owners-restart.ts';

/** How a target is brought up, observed and stopped. */
export interface Environment {
  readonly name: string;
  /** Whether it can give a target a clock of its own, on this machine; absent: never. */
  hasOwnClock?(): boolean;
  /**
   * What needs no fixtures: clears away what killed runs left behind and makes ready what every run copies.
   * May run beside the making of fixtures; `start` does it too when nobody has.
   */
  prepare(options: PrepareOptions): Promise<void>;
  /**
   * @throws Failure with exit code 2 for impossible options, 5 for a target that never became ready (with the last
   * answer seen), 130 after an abort. Whatever had been started by then has been stopped.
   */
  start(options: StartOptions): Promise<Lab>;
}

export interface PrepareOptions {
  readonly signal: AbortSignal;
  /** Takes one line of progress. */
  readonly note: (text: string) => void;
}

export interface StartOptions extends PrepareOptions {
  /** What the target is filled with, see fixtures/; an external target is as full as its owner made it. */
  readonly fixturesFolder: string;
  readonly defects: readonly string[];
  /** The logs of the target go to `logs/` in it, each bounded in size. */
  readonly runFolder: string;
  /** Default 2: nothing may hide in one process's memory. */
  readonly apiProcesses?: number;
  /** Where an external target listens; empty for an environment that starts its own. */
  readonly baseUrls: readonly string[];
  /** Hosts among them that are not this machine, named a second time. */
  readonly hosts?: readonly string[] | undefined;
  /** A file with authorities to trust when the target speaks TLS, PEM. */
  readonly caFile?: string | undefined;
  /** Requests a second that a target of others is asked at the most. */
  readonly rateCap?: number | undefined;
  /** What its owner watches it with. */
  readonly prometheus?: PrometheusSight | undefined;
  /** Its owner's command that kills a process and starts it again. */
  readonly restartCommand?: readonly string[] | undefined;
  /** Connections that each of the target's processes may have, where they are to be fewer than usual. */
  readonly poolMax?: number;
  /** How long the target may take to become ready. Default 30,000. */
  readonly readyTimeoutMs?: number;
  /** Decides which request of a provider meets which behaviour. Default 1. */
  readonly seed?: number;
  /** ms since 1970 of the run's clock zero, for the providers' journals. Default: their own start. */
  readonly originMs?: number;
  /** The target is to go by a clock of its own, where the environment has one to give; what reads it costs a little. */
  readonly ownClock?: boolean;
  /** That clock is so much ahead of ours from the beginning; default 0. */
  readonly clockAheadMs?: number;
  /** The target is to have a replica of its database, where the environment can give it one or not. Default: none. */
  readonly replica?: boolean;
  /** What must lead through a proxy that can break it. Absent: nothing that the target needs will be broken. */
  readonly links?: readonly LinkName[];
}

/** A target that runs. */
export interface Lab {
  readonly baseUrls: readonly string[];
  /** By the names that adapters sign with. Never to be written anywhere. */
  readonly secrets: Readonly<Record<string, string>>;
  /** How the base URLs are reached; absent where they are addresses that we gave out. */
  readonly reach?: Reach;
  /** It belongs to others: it is spared when it ails, and what was booked is cancelled in the end. */
  readonly isOfOthers?: boolean;
  /** Requests a second that its owner puts up with; absent: as many as there are. */
  readonly requestsPerSecondMax?: number;
  /** Why the owner wants the load to end; undefined while it may go on. To be asked every second. */
  objection?(): Promise<string | undefined>;
  /** The target's processes that are alive; none where they are not ours to see. */
  processes(): readonly ObservedProcess[];
  /** Samples the target, the machine and `extra` until it is stopped. What cannot be seen yields no sample. */
  observe(sink: (sample: ResourceSample) => void, options: ObserveOptions): Observer;
  /** The load starts now: `statements` counts from here. */
  statementsStarted(): Promise<void>;
  /** One sample for each statement and each table since the load started; none where they cannot be seen. */
  statements(atMs: number): Promise<readonly ResourceSample[]>;
  /** How often the target has run each statement so far, BEGIN and COMMIT among them; null where it cannot be seen. */
  statementCalls(): Promise<ReadonlyMap<string, number> | null>;
  /** Connections that the target holds open to its database; null where it cannot be seen. */
  connections(): Promise<number | null>;
  /** The target's own alerting rules and their states; null: nobody answers. Absent: there is nobody to ask. */
  alerts?(): Promise<readonly AlertRule[] | null>;
  /** A base URL leads to several processes in turn, or nobody knows; absent: each leads to one. */
  readonly isBalanced?: boolean;
  /** Each leads to one process, for whoever asks it of itself; absent: there are only the base URLs. */
  readonly processUrls?: readonly string[];
  /** Where k6 sends its own series (Prometheus remote write), beside the target's; nothing of ours depends on them. */
  readonly remoteWriteUrl?: string;
  /** Ends and starts the target's processes, for faults; absent where they are not ours to touch. */
  readonly processControl?: ProcessControl;
  /** What kills a process of a platform of others, and starts it again. */
  readonly ownersRestart?: OwnersRestart;
  /** What the kernel lets those processes have; absent where that is not ours to lower. */
  readonly limits?: LabLimits;
  /** The clock that the target goes by, where it has one of its own; absent: it goes by that of its machine. */
  readonly clock?: LabClock;
  /** What the target calls, where that is ours; each journals what it sees in `providers/` of the run folder. */
  readonly providers?: readonly LabProvider[];
  /** The links that were asked for, where they lead through a proxy of ours. */
  readonly links?: readonly LabLink[];
  /** The target's database, beside its process; absent where it is not ours to touch. */
  readonly database?: LabDatabase;
  /** How the target is saved and brought back; absent where nobody here could do either. */
  readonly backups?: LabBackups;
  /**
   * Records a fault before it is injected, for whoever clears up; answers with what gives it back. Where it is not
   * given back in time, all of the target is ended. Absent where nobody could do that.
   */
  lease?(fault: string, timeToLiveMs: number): () => void;
  /** Calls back for each process, of the target or a provider, that ends by itself before `stop`: no exception. */
  onProcessEnd(callback: (end: ProcessEnd) => void): void;
  /** Idempotent and bounded in time; leaves no process, port or folder behind. */
  stop(): Promise<void>;
}

/** A simulated service that the target calls, see providers/. */
export interface LabProvider {
  readonly name: ProviderName;
  /** What the target calls. */
  readonly url: string;
  /** From the next request on; undefined: healthy. @throws Failure where it cannot be told */
  behave(conduct: Conduct | undefined, signal: AbortSignal): Promise<void>;
  /** How many requests have no end yet. @throws Failure where it cannot be asked */
  unanswered(signal: AbortSignal): Promise<number>;
}

/** A way between the target and what it needs, or between its users and it. */
export interface LabLink {
  readonly name: LinkName;
  /**
   * From now on, also for what is open; undefined: it is whole. Answers with how many replies or connections the
   * trouble before has cost, where that is counted. @throws Failure where it cannot be told
   */
  trouble(trouble: LinkTrouble | undefined, signal: AbortSignal): Promise<number | undefined>;
}

export type LinkTrouble =
  /** What is open is closed, what is new is refused; users are reset. */
  | { readonly trouble: 'cut' }
  /** What comes back, to the platform or to its users, comes so much later. */
  | { readonly trouble: 'slow'; readonly latencyMs: number; readonly jitterMs: number }
  /** So much comes back in a second, and no more. */
  | { readonly trouble: 'narrow'; readonly kilobytesPerSecond: number }
  /** Nothing comes back, and nobody closes anything: whoever waits does so until their patience ends. */
  | { readonly trouble: 'silent' }
  /** What one side closes the other one hears of so much later. */
  | { readonly trouble: 'closes-slowly'; readonly delayMs: number }
  /** A share of replies, 0 to 1, is awaited and never handed on: the user's connection is reset instead. */
  | { readonly trouble: 'replies-lost'; readonly share: number }
  /** The same, and a balancer's own 502 comes instead. */
  | { readonly trouble: 'replies-replaced'; readonly share: number }
  /** A share of replies comes so much later than the others. */
  | { readonly trouble: 'replies-late'; readonly share: number; readonly latencyMs: number }
  /** A share of the requests that bear an idempotency key comes to the platform again, behind its reply. */
  | { readonly trouble: 'requests-doubled'; readonly share: number };

export interface LabDatabase {
  /** Opens connections until none is free for anybody; answers with how many those are. Bounded. */
  useUpConnections(signal: AbortSignal): Promise<number>;
  /** Closes all of those. Idempotent. */
  giveConnectionsBack(): Promise<void>;
  /** Connections that are held so just now. */
  connectionsHeld(): number;
  /** Locks the largest table against everybody, as a change of the schema does; answers with its name. Bounded. */
  holdLock(signal: AbortSignal): Promise<string>;
  /** Idempotent. */
  letGo(): Promise<void>;
  isLockHeld(): boolean;
}

export interface LabBackups {
  /** Saves the target while it works, by its operator's own means; replaces what was saved before. @throws Failure */
  take(signal: AbortSignal): Promise<void>;
  /** Brings up a second target beside the first, from what was saved and nothing else. @throws Failure */
  restore(signal: AbortSignal): Promise<RestoredTarget>;
}

/** It can be read, and calls nobody. */
export interface RestoredTarget {
  readonly baseUrls: readonly string[];
  stop(): Promise<void>;
}

/** Processes by the names that `processes` gives them. Errors name those that there are. */
export interface ProcessControl {
  /** Sends the signal, and waits until the process is gone; nothing when it does not run. */
  kill(name: string, signal: NodeJS.Signals): Promise<void>;
  /** Starts it again, where it listened before, and waits until it is ready; nothing when it runs. */
  start(name: string, signal: AbortSignal): Promise<void>;
  isRunning(name: string): boolean;
  /** Holds it up where it stands, and waits until it does; nothing when it does not run. */
  pause(name: string): Promise<void>;
  /** Lets it go on; nothing when it is not paused. */
  resume(name: string): Promise<void>;
  isPaused(name: string): boolean;
}

/** Of `files` in their number, connections among them; of `memory` in bytes that a process has for itself alone. */
export type LimitName = 'files' | 'memory';

/** Limits of processes by the names that `processes` gives them. */
export interface LabLimits {
  /** The process gets so much more than it has, and no more; nothing when that was done. @throws where it cannot be */
  lower(name: string, limit: LimitName, spare: number): Promise<void>;
  /** Idempotent; nothing where the process is another one by now, whose limits are the usual ones. */
  putBack(name: string, limit: LimitName): Promise<void>;
  /** As the kernel says. */
  isLowered(name: string, limit: LimitName): boolean;
}

/** Of all of the target's processes and of its database; timers, which go by no clock, go on as they did. */
export interface LabClock {
  /** So much ahead of how it was started, from now on; waits for the database's. 0: as it was. @throws if not obeyed */
  set(aheadMs: number, signal: AbortSignal): Promise<void>;
  /** As the database's was seen last. */
  aheadMs(): number;
}

export interface ObservedProcess {
  readonly name: string;
  readonly role: ProcessRole;
  readonly pid: number;
}

export interface ObserveOptions {
  readonly intervalMs: number;
  /** The run's clock. */
  readonly clock: () => number;
  /** Processes that are not the target's: the generator, the harness. Asked again at every sample. */
  readonly extra: () => readonly ObservedProcess[];
}

export interface Observer {
  /** Takes a last sample and waits for it. */
  stop(): Promise<void>;
}

export interface ProcessEnd {
  readonly process: string;
  readonly role: ProcessRole;
  /** `ended by SIGKILL`, `ended with exit code 1`. */
  readonly detail: string;
}
