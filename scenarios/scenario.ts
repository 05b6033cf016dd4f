import type { LinkName, Plan, StormPlan } from '../core/plan.ts';
import type { ProviderName } from '../core/provider.ts';
import type { PlannedRounds, RoundsWanted } from './races/plan-rounds.ts';

/** What a plan is made from; the same options give the same plan. */
export interface PlanOptions {
  /** Open journeys to be held at once. */
  readonly users: number;
  /** Length of the measured phases together; each scenario has a default. */
  readonly durationMs?: number;
  /** How long a journey takes on a platform that answers at once, from the fixtures' own pauses. */
  readonly journeyMs: Readonly<Record<JourneyName, number>>;
  /** Journeys a second, for a scenario that searches a rate; others take theirs from the users. */
  readonly ratePerSecond?: number;
  /** For a scenario with races: its rounds, planned when the state before the load was known. */
  readonly races?: PlannedRounds;
  /** For a scenario with a storm: what it is made of; absent where the platform takes no webhooks. */
  readonly storm?: StormPlan;
  /** The run's, for a plan that is drawn. */
  readonly seed?: number;
  /** Services that the platform calls, and that are ours to break; absent: none. */
  readonly providers?: readonly ProviderName[];
  /** What not every environment can break, and this one can; absent: neither. */
  readonly breakable?: { readonly limits: boolean; readonly clock: boolean };
}

export type JourneyName = 'voice-call' | 'web-booking' | 'staff-day';

/** A scenario is a k6 entry (`<name>.ts`) and the plan that it carries out (`<name>.plan.ts`, this shape). */
export interface Scenario {
  readonly name: string;
  /** One line for `ansturm list scenarios`. */
  readonly summary: string;
  plan(options: PlanOptions): Plan;
  /** For a scenario that is played again and again, at rates that depend on how the platform did. */
  readonly search?: RateSearch;
  /** For a scenario with races: which, and how many. */
  readonly races?: Pick<RoundsWanted, 'shapes' | 'roundsMin' | 'lanesMax'>;
  /** For a scenario with a storm of webhooks: how many calls it tells of, and how long it lasts. */
  readonly storm?: StormWanted;
  /**
   * Links of the target that must lead through a proxy which can break them. It costs CPU on every request, so it is
   * there only where a step of the campaign needs it; faults of the users' replies need `users`.
   */
  readonly needs?: {
    readonly links?: readonly LinkName[];
    /** Connections for each of the target's processes: one that is short of them from the beginning. */
    readonly poolMax?: number;
    /** A clock that the target alone goes by, so that it can be set. */
    readonly ownClock?: boolean;
    /** By that clock those of Germany change while the run lasts: the run is in the night of the next such change. */
    readonly clockChange?: ClockChange;
    /** A replica of the target's database, so that it can lag, or be away. */
    readonly replica?: boolean;
  };
  /** Criteria that its search or its backups decide, beside those that its plan feeds. */
  readonly decides?: readonly string[];
}

/** `forward`: an hour is left out, as in spring; `back`: one comes twice. `atMs`: on the run's clock. */
export interface ClockChange {
  readonly direction: 'forward' | 'back';
  readonly atMs: number;
}

export interface StormWanted {
  readonly storiesPerSecond: number;
  /** Until the last delivery of its own is due; retries may come later. */
  readonly lengthMs: number;
  /** To each base URL. */
  readonly connections: number;
}

/** Journeys a second: where to begin, where the generator itself ends, how exactly to know, how often to ask again. */
export interface RateSearch {
  readonly startPerSecond: number;
  readonly mostPerSecond: number;
  /** 1.05: until the rate that holds and the one that does not are 5 % apart. */
  readonly precision: number;
  readonly confirmations: number;
  /** Repeated steps at most until the interval of the capacity is carried; default 0: no interval, no recovery. */
  readonly repeatsMax?: number;
}
